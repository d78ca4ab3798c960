from django.http import HttpResponse

from runs.views.run import page
from studio.access import MemberRequest, for_role

SHOWN = 1_000


@for_role("reader")
def events(request: MemberRequest, key: str) -> HttpResponse:
    """Everything that happened to the run, newest first."""
    run = page.find(request, key)
    head = page.head(run)
    return page.show(request, "events", head, events=run.events.select_related("by").order_by("-pk")[:SHOWN])
