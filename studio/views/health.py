from django.http import HttpRequest, HttpResponse


def health(request: HttpRequest) -> HttpResponse:
    """Whether the web process answers. Asks nobody else: what waits for it must not wait for the database."""
    return HttpResponse("ok", content_type="text/plain")
