"""Run configurations: their list, the form that makes and revises them, and the versions it froze."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from runs.forms.configurations import ConfigurationForm
from runs.keys import key
from runs.models import Configuration, ConfigurationVersion, Run
from studio.access import MemberRequest, for_role

RUNS_SHOWN = 5


@for_role("reader")
def configurations(request: MemberRequest) -> HttpResponse:
    listed = request.workspace.configurations.for_table().counted()
    return render(request, "runs/configurations.html", {"configurations": listed})


@for_role("contributor")
def configuration_new(request: MemberRequest) -> HttpResponse:
    """Make a configuration; ?source= suggests it with that source."""
    form = ConfigurationForm(request.member, request.POST or None, initial={"source": key(request.GET.get("source"))})
    if request.method == "POST" and form.is_valid():
        version = form.save()
        messages.success(request, f"{version.configuration} is ready to run.")
        return redirect("configuration", request.workspace.slug, version.configuration_id)
    return render(request, "runs/configuration_form.html", {"form": form}, status=422 if form.errors else 200)


@for_role("contributor")
def configuration_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Edit a configuration: a version that says something new becomes the next one, and the old ones stay as they are."""
    configuration = _find(request, pk)
    before = configuration.latest
    form = ConfigurationForm(request.member, request.POST or None, configuration=configuration)
    if request.method == "POST" and form.is_valid():
        version = form.save()
        new = before is None or version.number != before.number
        messages.success(
            request, f"Version {version.number} is saved." if new else f"Nothing to run changed: it stays version {version.number}."
        )
        return redirect("configuration", request.workspace.slug, pk)
    context = {"form": form, "configuration": configuration, "version": before}
    return render(request, "runs/configuration_form.html", context, status=422 if form.errors else 200)


@for_role("reader")
def configuration(request: MemberRequest, pk: int) -> HttpResponse:
    """What the newest version says, or the one of ?version=, with the history of them all."""
    configuration = _find(request, pk)
    versions = list(configuration.versions.select_related("target", "created_by").annotate(used=Count("runs")).order_by("-number"))
    _tell_changes(versions)
    context = {
        "configuration": configuration,
        "versions": versions,
        "version": _chosen(versions, request.GET.get("version")),
        "used": sum(version.used for version in versions),
        "runs": Run.objects.filter(configuration__configuration=configuration).for_table()[:RUNS_SHOWN],
    }
    return render(request, "runs/configuration.html", context)


@require_POST
@for_role("contributor")
def configuration_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a configuration that no run used; one that was used is part of what those runs were."""
    configuration = _find(request, pk)
    if configuration.remove():
        messages.success(request, f"{configuration} is removed.")
        return redirect("configurations", request.workspace.slug)
    messages.error(request, f"Runs used {configuration}, so it stays: it says how they were run.")
    return redirect("configuration", request.workspace.slug, pk)


def _find(request: MemberRequest, pk: int) -> Configuration:
    return get_object_or_404(request.workspace.configurations.select_related("source"), pk=pk)


def _chosen(versions: list[ConfigurationVersion], number: str | None) -> ConfigurationVersion:
    for version in versions:
        if number is None or version.number == key(number):
            return version
    raise Http404("There is no such version of this configuration.")


def _tell_changes(versions: list[ConfigurationVersion]) -> None:
    """To each version, newest first, the names of what it changed in the one before it."""
    for version, before in zip(versions, [*versions[1:], None], strict=True):
        version.changes = version.changed_since(before) if before else []
