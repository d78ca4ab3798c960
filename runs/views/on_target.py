from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from computes.models import Target
from runs.models import Run
from runs.models.state import ACTIVE, ON_TARGET
from studio.access import MemberRequest, for_role


@for_role("reader")
def on_target(request: MemberRequest, name: str) -> HttpResponse:
    """What runs on a target and what waits for it, in line. A part of the target's page, and a page by itself."""
    target = get_object_or_404(Target, workspace=request.workspace, name=name)
    active = list(Run.objects.filter(target=target, state__in=ACTIVE).jobs().select_related("experiment", "submitted_by").order_by("pk"))
    context = {
        "target": target,
        "running": [run for run in active if run.state in ON_TARGET],
        "waiting": [run for run in active if run.state not in ON_TARGET],
    }
    return render(request, "runs/on_target.html#part" if request.htmx else "runs/on_target.html", context)
