from django.urls import include, path

from runs.views import home, runs, submit

urlpatterns = [
    path("", home.home, name="home"),
    path("runs/", runs.runs, name="runs"),
    path("runs/new/", submit.run_new, name="run_new"),
    path("runs/<slug:key>/", include("runs.run_urls")),
    path("experiments/<str:name>/", runs.experiment, name="experiment"),
]
