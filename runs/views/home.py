from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from studio.access import for_role


@for_role("reader")
def home(request: HttpRequest) -> HttpResponse:
    """Where a member begins: what runs, what may be run, and on what."""
    return render(request, "runs/home.html", {})
