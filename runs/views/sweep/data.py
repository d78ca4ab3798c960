"""What the charts of a sweep draw, as JSON."""

from django.http import Http404, JsonResponse

from runs.models import Run, Sweep
from runs.sweeps import charts
from runs.sweeps import importance as important
from runs.views.run import page
from studio.access import MemberRequest, for_role


@for_role("reader")
def data(request: MemberRequest, key: str) -> JsonResponse:
    """The sweep and its trials; with ?after= the cursor of an earlier answer, those that changed since."""
    return JsonResponse(charts.trials(_sweep(request, key), request.GET.get("after", "")))


@for_role("reader")
def curves(request: MemberRequest, key: str) -> JsonResponse:
    """Every value that the trials reported for the primary metric; ?after= as above."""
    return JsonResponse(charts.curves(_sweep(request, key), request.GET.get("after", "")))


@for_role("reader")
def importance(request: MemberRequest, key: str) -> JsonResponse:
    """How much each parameter decided about an objective: ?objective= its place among the sweep's."""
    sweep = _sweep(request, key)
    wanted = request.GET.get("objective", "0")
    if wanted not in map(str, range(len(sweep.definition["objectives"]))):
        raise Http404("The sweep has no such objective.")
    return JsonResponse(important.told(sweep, int(wanted)))


def _sweep(request: MemberRequest, key: str) -> Sweep:
    run = page.find(request, key)
    if run.purpose != Run.Purpose.SWEEP:
        raise Http404(f"{run} is no sweep.")
    return run.sweep
