from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from computes.forms.slots import SlotsForm
from computes.kinds import KINDS
from computes.models import Target
from computes.readings import Reading
from studio import doorbell
from studio.access import MemberRequest, for_role

PARTS = ("head", "health", "gpus")  # of the page, each of which follows the target live


@for_role("reader")
def computes(request: MemberRequest) -> HttpResponse:
    """The workspace's compute targets, each with how it is."""
    readings = [Reading(target) for target in request.workspace.targets.all()]
    return render(request, "computes/computes.html", {"readings": readings, "kinds": KINDS})


@for_role("reader")
def compute(request: MemberRequest, name: str) -> HttpResponse:
    """One target: whether it answers, what it has and how busy it is. Its runs come from the runs package."""
    return _page(request, _find(request, name))


@require_POST
@for_role("owner")
def slots(request: MemberRequest, name: str) -> HttpResponse:
    """Change how many runs the target takes at once."""
    target = _find(request, name)
    form = SlotsForm(request.POST, instance=target)
    if not form.is_valid():
        return _page(request, _find(request, name), form, status=422)
    Target.objects.filter(pk=target.pk).update(slots=form.cleaned_data["slots"])
    # Whoever drives the target lets waiting runs have the new slots now; whoever looks at it sees the number.
    doorbell.ring_on_commit(doorbell.work(target.pk), doorbell.target(target.pk))
    messages.success(request, f"{target} takes {target.slots} run{'' if target.slots == 1 else 's'} at once now.")
    return redirect("compute", request.workspace.slug, name)


def _find(request: MemberRequest, name: str) -> Target:
    return get_object_or_404(Target, workspace=request.workspace, name=name)


def _page(request: MemberRequest, target: Target, form: SlotsForm | None = None, status: int = 200) -> HttpResponse:
    part = f"#{request.GET['part']}" if request.GET.get("part") in PARTS else ""
    context = {"target": target, "reading": Reading(target), "kind": KINDS[target.kind].title, "form": form or SlotsForm(instance=target)}
    return render(request, f"computes/compute.html{part}", context, status=status)
