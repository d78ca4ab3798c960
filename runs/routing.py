from django.urls import path

from runs.consumers import Live

websockets = [path("ws/w/<slug:slug>/", Live.as_asgi())]
