from django.http import HttpRequest, HttpResponse

from runs.views.run import page
from studio.access import for_role


@for_role("reader")
def events(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that happened to the run, newest first."""
    run = page.find(request, key)
    head = page.head(run)
    return page.show(request, "events", head, events=run.events.select_related("by").order_by("-pk"))
