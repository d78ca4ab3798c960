"""Builds of environments on targets: asking for one, its live log, stopping it, removing it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from runs import logs
from runs.environments import building
from runs.environments.overview import built, place
from runs.models import Stream
from runs.views.environments.finding import a_version, an_environment
from studio.access import MemberRequest, for_role

LINES = 200  # that a page without JavaScript shows


@require_POST
@for_role("contributor")
def builds(request: MemberRequest, pk: int) -> HttpResponse:
    """Build a version on a target: `version`, `target`, and `anew` although it is there."""
    version = a_version(an_environment(request, pk), request.POST.get("version"))
    target = get_object_or_404(request.workspace.targets, name=request.POST.get("target", ""))
    submission = request.POST.get("submission", "")[:64] or building.identity()
    try:
        building.build(request.member, version, target, submission, anew="anew" in request.POST)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("environment", request.workspace.slug, pk)
    return redirect("environment_build", request.workspace.slug, pk, version.number, target.name)


@for_role("reader")
def environment_build(request: MemberRequest, pk: int, number: int, target: str) -> HttpResponse:
    """A version on one target: its state, the log of its newest build as it grows, and what is installed."""
    version = a_version(an_environment(request, pk), str(number))
    found = place(request.workspace, version, get_object_or_404(request.workspace.targets, name=target))
    shown = {"environment": version.environment, "version": version, "place": found, "submission": building.identity()}
    if request.GET.get("part") == "head":
        return render(request, "runs/environments/build.html#head", shown)
    return render(request, "runs/environments/build.html", shown | _log(found.log))


def _log(run) -> dict:
    if run is None:
        return {}
    stream = run.streams.filter(name=logs.SETUP).first() or Stream(run=run, name=logs.SETUP)
    window = logs.window(stream, -LINES, LINES)
    return {"run": run, "stream": stream, "window": window, "plain": [logs.plain(line) for line in window["lines"]]}


@require_POST
@for_role("contributor")
def build_removal(request: MemberRequest, pk: int, number: int, target: str) -> HttpResponse:
    """Remove what is built from the target. The next run that needs it builds it again."""
    version = a_version(an_environment(request, pk), str(number))
    there = get_object_or_404(request.workspace.targets, name=target)
    building.refuse_removal(request.member, there)
    found = place(request.workspace, version, there)
    build = found.build and built(request.workspace, [found.build.key]).get(pk=found.build.pk)
    if build and building.remove(build):
        messages.success(request, f"{version} is being removed from {target}.")
    else:
        messages.error(request, f"{version} stays on {target}: a run uses it or builds it now. Wait for its end, or cancel it.")
    return redirect("environment", request.workspace.slug, pk)
