from django.templatetags.static import static
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from studio.api import errors
from studio.api.root import api
from studio.views import health, people, start

urlpatterns = [
    path("", start.start, name="start"),
    # Browsers ask for it wherever a page names no icon: the raw log, the JSON of the API.
    path("favicon.ico", RedirectView.as_view(url=static("img/mark.svg"), permanent=True)),
    path("healthz/", health.health, name="health"),
    path("sign-in/", people.sign_in, name="sign_in"),
    path("sign-out/", people.sign_out, name="sign_out"),
    path("link/<str:secret>/", people.link, name="link"),
    path("w/<slug:slug>/", include("runs.urls")),
    path("w/<slug:slug>/", include("computes.urls")),
    path("w/<slug:slug>/", include("studio.workspace_urls")),
    path("api/v1/", api.urls),
    re_path("^api/", errors.missing, name="api_missing"),
]
