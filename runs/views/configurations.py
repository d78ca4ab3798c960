"""Run configurations: their list, and what one of them says in each of its versions."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from runs.configuring import differences, exporting, reading
from runs.configuring.knowing import known
from runs.models import Run
from runs.views.configuration.finding import chosen, find
from studio.access import MemberRequest, for_role

RUNS_SHOWN = 5


@for_role("reader")
def configurations(request: MemberRequest) -> HttpResponse:
    listed = request.workspace.configurations.for_table().counted()
    return render(request, "runs/configurations.html", {"configurations": listed})


@for_role("reader")
def configuration(request: MemberRequest, pk: int) -> HttpResponse:
    """What the newest version says, or the one of ?version=, with the history of them all."""
    configuration = find(request, pk)
    used = Count("runs", filter=Q(runs__purpose__in=Run.SUBMITTED))
    listed = configuration.versions.select_related("target", "created_by").annotate(used=used).order_by("-number")
    versions = list(listed.defer("text", "companions"))  # which only the one that is shown needs
    version = chosen(versions, request.GET.get("version"))
    context = {
        "configuration": configuration,
        "versions": versions,
        "version": version,
        "said": reading.said(version, {each.number: each for each in versions}, known(request.workspace)),
        "used": sum(each.used for each in versions),
        "runs": Run.objects.submitted().filter(configuration__configuration=configuration).for_table()[:RUNS_SHOWN],
    }
    return render(request, "runs/configuration.html", context)


@for_role("reader")
def configuration_comparison(request: MemberRequest, pk: int) -> HttpResponse:
    """What differs between the versions ?from= and ?to=: the newest two, unless others are chosen."""
    configuration = find(request, pk)
    versions = list(configuration.versions.select_related("created_by").order_by("-number"))
    after = chosen(versions, request.GET.get("to"))
    before = chosen(versions, request.GET.get("from") or str(max(1, after.number - 1)))
    context = {"configuration": configuration, "versions": versions, "before": before, "after": after}
    context |= {"changes": differences.changes(before, after), "files": differences.lines(before, after)}
    return render(request, "runs/configuration/comparison.html", context)


@for_role("reader")
def configuration_file(request: MemberRequest, pk: int) -> HttpResponse:
    """A version as a file to keep; a zip where it has files beside it."""
    versions = list(find(request, pk).versions.select_related("configuration").order_by("-number"))
    name, content = exporting.exported(chosen(versions, request.GET.get("version")))
    kind = "application/zip" if name.endswith(".zip") else "application/yaml"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": content_disposition_header(True, name) or ""})


@require_POST
@for_role("contributor")
def configuration_clones(request: MemberRequest, pk: int) -> HttpResponse:
    """The newest version once more under a name of its own, opened to be edited."""
    configuration = find(request, pk)
    version = chosen(list(configuration.versions.order_by("-number")), request.POST.get("version") or None)
    copy = configuration.copy(request.user, version)
    messages.success(request, f"{copy} says what {configuration} says. Change what is to be different.")
    return redirect("configuration_edit", request.workspace.slug, copy.pk)


@require_POST
@for_role("contributor")
def configuration_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a configuration that no run used; one that was used is part of what those runs were."""
    configuration = find(request, pk)
    if configuration.remove():
        messages.success(request, f"{configuration} is removed.")
        return redirect("configurations", request.workspace.slug)
    messages.error(request, f"Runs used {configuration}, so it stays: it says how they were run.")
    return redirect("configuration", request.workspace.slug, pk)
