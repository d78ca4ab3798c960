from django.urls import include, path

from studio.views import health, people, start

urlpatterns = [
    path("", start.start, name="start"),
    path("healthz/", health.health, name="health"),
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("link/<str:secret>/", people.link, name="link"),
    path("w/<slug:slug>/", include("runs.urls")),
    path("w/<slug:slug>/", include("computes.urls")),
    path("w/<slug:slug>/", include("studio.workspace_urls")),
]
