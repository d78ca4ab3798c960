from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from computes.models import Target
from runs import resources, waiting
from runs.models import Run
from studio.access import MemberRequest, for_role

SHOWN = 50  # of those that wait: further back nobody is told their place either


@for_role("reader")
def on_target(request: MemberRequest, name: str) -> HttpResponse:
    """What runs on a target and what waits for it, in line. A part of the target's page, and a page by itself."""
    target = get_object_or_404(Target, workspace=request.workspace, name=name)
    running = list(Run.objects.filter(target=target).on_target().select_related("experiment", "submitted_by").order_by("pk"))
    line = waiting.first(target, SHOWN, "experiment", "submitted_by")
    for run in (*running, *line):
        run.asked = resources.words(run.resources)
    total = len(line) if len(line) < SHOWN else waiting.count(target)
    context = {"target": target, "running": running, "waiting": line, "total": total, "more": total - len(line)}
    return render(request, "runs/on_target.html#part" if request.htmx else "runs/on_target.html", context)
