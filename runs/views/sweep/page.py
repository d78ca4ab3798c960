"""The overview of a sweep: how far it is, its charts and its trials."""

from django.http import HttpResponse

from runs.models import Run
from runs.views.run import page
from studio.access import MemberRequest


def overview(request: MemberRequest, run: Run) -> HttpResponse:
    """What stands below the tabs. The charts fetch their data by themselves."""
    return page.show(request, "overview", page.head(run), folder="runs/sweep", sweep=run.sweep)
