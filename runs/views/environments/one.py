"""One environment: a version of it, where that is built, its history, and the difference between two."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from runs import environments
from runs.environments import building
from runs.environments.definition import builds
from runs.environments.overview import places
from runs.environments.writing import conda_text, differences
from runs.models import Environment, EnvironmentVersion, Run
from runs.views.environments.finding import a_version, an_environment, an_own
from studio.access import MemberRequest, for_role

RUNS_SHOWN = 5


@for_role("reader")
def environment(request: MemberRequest, pk: int) -> HttpResponse:
    """The newest version, or the one that ?version= numbers. With ?part=builds only what changes while it is built."""
    environment = an_environment(request, pk)
    version = a_version(environment, request.GET.get("version"))
    shown = {
        "environment": environment,
        "version": version,
        "places": places(request.workspace, version),
        "submission": building.identity(),
    }
    if request.GET.get("part") == "builds":
        return render(request, "runs/environments/one.html#builds", shown)
    return render(request, "runs/environments/one.html", shown | _facts(request, environment, version))


def _facts(request: MemberRequest, environment: Environment, version: EnvironmentVersion) -> dict:
    mine = Q(runs__workspace=request.workspace, runs__purpose__in=Run.SUBMITTED)
    versions = list(environment.versions.select_related("created_by").annotate(used=Count("runs", filter=mine)).order_by("-number"))
    return {
        "versions": versions,
        "newest": versions[0],
        "conda": conda_text(version),
        "python": version.definition.get("python", {}),
        "variables": environments.variables(version),
        "builds": builds(version.definition),
        "runs": Run.objects.submitted().filter(workspace=request.workspace, environment=version).for_table()[:RUNS_SHOWN],
        "used": sum(each.used for each in versions),
    }


@for_role("reader")
def difference(request: MemberRequest, pk: int) -> HttpResponse:
    """What ?new= says otherwise than ?old=; the two newest versions without."""
    environment = an_environment(request, pk)
    new = a_version(environment, request.GET.get("new"))
    old = a_version(environment, request.GET.get("old") or str(max(1, new.number - 1)))
    context = {"environment": environment, "old": old, "new": new, "lines": differences(old, new), "versions": environment.versions.all()}
    return render(request, "runs/environments/difference.html", context)


@require_POST
@for_role("contributor")
def removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete an environment that no run used."""
    environment = an_own(request, pk)
    if building.delete(request.workspace, environment):
        messages.success(request, f"{environment} is deleted.")
        return redirect("environments", request.workspace.slug)
    messages.error(request, f"{environment} stays: runs used it, and it is part of their record, or it is being built.")
    return redirect("environment", request.workspace.slug, pk)
