from django.urls import path

from runs.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
