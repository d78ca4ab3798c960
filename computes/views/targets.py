from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from computes import listing
from computes.forms.slots import SlotsForm
from computes.models import Mode, Target
from computes.readings import Reading
from computes.views import page
from computes.views.finding import a_target
from computes.work import on_targets
from studio import doorbell
from studio.access import MemberRequest, for_role

PARTS = ("head", "acts", "health", "gpus")  # of the page, each of which follows the target live


@for_role("reader")
def computes(request: MemberRequest) -> HttpResponse:
    """The workspace's compute targets, each with how it is and what it has to do."""
    filters = {name: request.GET[name].strip() for name in ("q", "show") if request.GET.get(name)}
    context = {
        "rows": listing.rows(request.workspace, **filters),
        "filters": filters,
        "shows": listing.SHOWS,
        "here": request.get_full_path(),
        "retired": request.workspace.targets.filter(mode=Mode.RETIRED).exists(),
    }
    return render(request, "computes/computes.html#table" if request.htmx else "computes/computes.html", context)


@for_role("reader")
@page.leads_on
def compute(request: MemberRequest, name: str) -> HttpResponse:
    """One target: whether it answers, what it has and how busy it is. Its runs come from the runs package."""
    target = a_target(request, name)
    if request.GET.get("part") == "acts" and (same := page.unchanged(request, target.mode)):
        return same
    return _overview(request, target)


@require_POST
@for_role("owner")
def slots(request: MemberRequest, name: str) -> HttpResponse:
    """Change how many runs the target takes at once."""
    target = a_target(request, name)
    form = SlotsForm(request.POST, instance=target)
    if not form.is_valid():
        return _overview(request, a_target(request, name), form, status=422)
    Target.objects.filter(pk=target.pk).update(slots=form.cleaned_data["slots"])
    # Whoever drives the target lets waiting runs have the new slots now; whoever looks at it sees the number.
    doorbell.ring_on_commit(doorbell.work(target.pk), doorbell.target(target.pk))
    messages.success(request, f"{target} takes {target.slots} run{'' if target.slots == 1 else 's'} at once now.")
    return redirect("compute", request.workspace.slug, name)


def _overview(request: MemberRequest, target: Target, form: SlotsForm | None = None, status: int = 200) -> HttpResponse:
    shown = {"form": form or SlotsForm(instance=target), "tiles": _tiles(target), "users": _users(target)}
    return page.show(request, target, "compute", "compute", PARTS, status, **shown)


def _users(target: Target) -> list:
    """Who may send runs there, where that is not everybody."""
    if target.owner:
        return [target.owner]
    return [] if target.everybody else list(target.users.all())


def _tiles(target: Target) -> list[dict]:
    """Its GPUs, each with the processes on it: those of our runs with the run."""
    gpus = target.health.get("gpus") or []
    jobs = {process["job"] for gpu in gpus for process in gpu.get("processes", []) if process.get("job")}
    tasks = on_targets().tasks(target, jobs) if jobs else {}
    told = [
        {**gpu, "processes": [{**process, "task": tasks.get(process.get("job"))} for process in gpu.get("processes", [])]} for gpu in gpus
    ]
    busy = Reading(target).gpus_busy
    return [{**gpu, "busy": gpu["index"] in busy, "taken": str(gpu["index"]) in target.gpus_taken} for gpu in told]
