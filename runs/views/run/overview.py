from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from runs import ending, logs, timeline
from runs.views.run import page
from studio.access import for_role


@for_role("reader")
def overview(request: HttpRequest, key: str) -> HttpResponse:
    """What a person wants to know first: how it goes, how long each state took, the last values."""
    run = page.find(request, key)
    spans = timeline.spans(run, run.events.select_related("by"))
    facts = {
        "spans": spans,
        "shares": timeline.shares(spans, timezone.now()),
        "exit": ending.exit_words(run),
        "metrics": run.metrics.all(),
        "streams": logs.streams(run),
        "outputs": run.outputs.count(),
    }
    return page.show(request, run, "overview", **facts)
