from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from runs import ending, logs, resources, timeline, watching
from runs.models import Run
from runs.views.run import page
from runs.views.sweep import page as sweep_page
from studio.access import MemberRequest, for_role

CHILDREN = 50  # rows; the runs table has all
METRICS = 50  # rows of last values; the charts have all


@for_role("reader")
def overview(request: MemberRequest, key: str) -> HttpResponse:
    """What a person wants to know first: how it goes, how long each state took, the last values."""
    run = page.find(request, key)
    if run.purpose == Run.Purpose.BUILD and run.environment:
        place = [run.environment.environment_id, run.environment.number, run.target.name]
        return redirect("environment_build", request.workspace.slug, *place)
    if run.purpose == Run.Purpose.SWEEP:
        return sweep_page.overview(request, run)
    head = page.head(run) | {"summary": watching.summary_revision(run)}
    spans = timeline.spans(run, run.events.select_related("by"))
    facts = {
        "spans": spans,
        "shares": timeline.shares(spans, timezone.now()),
        "exit": ending.exit_words(run),
        "asked": resources.words(run.resources),
        "retried": run.retried,
        "metrics": run.metrics.all()[:METRICS],
        "metric_count": run.metrics.count(),
        "streams": logs.streams(run),
        "outputs": run.outputs.count(),
        "children": run.children.for_table()[:CHILDREN],
        "child_total": run.children.count(),
    }
    return page.show(request, "overview", head, **facts)
