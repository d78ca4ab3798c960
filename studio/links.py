from django.http import HttpRequest
from django.urls import reverse


def absolute(request: HttpRequest, secret: str) -> str:
    """A one-time link, by the name that the owner's own browser uses for the studio. Only that browser is shown it."""
    return request.build_absolute_uri(reverse("link", args=[secret]))
