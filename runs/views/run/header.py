from django.http import HttpResponse
from django.shortcuts import render

from runs.views.run import page
from studio.access import MemberRequest, for_role


@for_role("reader")
def header(request: MemberRequest, key: str) -> HttpResponse:
    """The head of every tab by itself: fetched again whenever the run changed."""
    return render(request, "runs/run/header.html", page.head(page.find(request, key)))
