"""What people do with runs that wait for a target: move them, cancel them, bring them forward. Each asks first."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from computes.models import Target
from runs import moving, waiting
from runs.forms.moving import MoveForm, PriorityForm
from runs.models import Run
from runs.models.state import WAITING
from runs.views.run import page
from studio import access, celery
from studio.access import MemberRequest, for_role

REFUSED_SHOWN = 3
AT_ONCE = 500  # runs: more are a worker's to move or cancel


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def moves(request: MemberRequest, name: str) -> HttpResponse:
    """To another target: the run of ?run=, or as an owner all that wait."""
    target, run = _asked(request, name)
    if run and (run.target != target or run.state not in WAITING):
        messages.info(request, f"{run} does not wait for {target} any more: it stays where it is.")
        return redirect("run", request.workspace.slug, run.key)
    form = MoveForm(request.member, target, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        context = {"target": target, "run": run, "count": 1 if run else waiting.count(target), "form": form}
        return render(request, "runs/waiting/move.html", context, status=422 if form.errors else 200)
    to = form.cleaned_data["to"]
    if run is None and (count := waiting.count(target)) > AT_ONCE:
        celery.ask("runs.tasks.move_waiting", target.pk, to.pk, request.member.pk)
        return _under_way(request, target, f"{_runs(count)} are being moved to {to}")
    moved = moving.move_waiting(target, to, request.member, [run.key] if run else None)
    if moved.runs:
        what = str(run) if run else _runs(len(moved.runs))
        messages.success(request, f"{what} {'waits' if len(moved.runs) == 1 else 'wait'} for {to} now.")
    for stays, why in moved.refused[:REFUSED_SHOWN]:
        messages.error(request, f"{stays} stays with {target}: {why}")
    if (more := len(moved.refused) - REFUSED_SHOWN) > 0:
        messages.error(request, f"{_runs(more)} more stay with {target} for such reasons.")
    return redirect("run", request.workspace.slug, run.key) if run else redirect("compute", request.workspace.slug, name)


@require_http_methods(["GET", "POST"])
@for_role("owner")
def cancellations(request: MemberRequest, name: str) -> HttpResponse:
    """The end of all that wait; GET says how many that are."""
    target = _target(request, name)
    if request.method == "GET":
        return render(request, "runs/waiting/cancel.html", {"target": target, "count": waiting.count(target)})
    if (count := waiting.count(target)) > AT_ONCE:
        celery.ask("runs.tasks.cancel_waiting", target.pk, request.member.pk)
        return _under_way(request, target, f"{_runs(count)} are being cancelled")
    count = moving.cancel_waiting(target, request.member)
    messages.success(request, f"{_runs(count)} that waited for {target} {'is' if count == 1 else 'are'} cancelled.")
    return redirect("compute", request.workspace.slug, name)


@require_http_methods(["GET", "POST"])
@for_role("owner")
def priority(request: MemberRequest, key: str) -> HttpResponse:
    """Another place in line for one run."""
    run = page.find(request, key)
    form = PriorityForm(request.POST if request.method == "POST" else None, initial={"priority": run.priority})
    if not form.is_bound or not form.is_valid():
        return render(request, "runs/waiting/priority.html", {"run": run, "form": form}, status=422 if form.errors else 200)
    if moving.prioritise(run, form.cleaned_data["priority"], request.member):
        messages.success(request, f"{run} waits with priority {run.priority} now.")
    else:
        messages.info(request, f"{run} waits no more: its priority says nothing now.")
    return redirect("compute", request.workspace.slug, run.target.name)


def _under_way(request: MemberRequest, target: Target, what: str) -> HttpResponse:
    messages.success(request, f"{what}. This page follows; the target's history says how it ended.")
    return redirect("compute", request.workspace.slug, target.name)


def _asked(request: MemberRequest, name: str) -> tuple[Target, Run | None]:
    """The target, and the run that is meant; to mean all of them is for owners."""
    target, key = _target(request, name), request.GET.get("run", "")
    if not key:
        access.check(request.member, "owner")
        return target, None
    return target, page.find(request, key)


def _target(request: MemberRequest, name: str) -> Target:
    return get_object_or_404(Target, workspace=request.workspace, name=name)


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"
