"""The page on which a run configuration is written: form and YAML side by side."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from computes.models import Target
from runs import drafting, environments
from runs.configuring import drafts, showing
from runs.configuring.drafts import Draft
from runs.configuring.knowing import known
from runs.forms.configurations import ConfigurationForm
from runs.models import Configuration, ConfigurationVersion
from runs.runconfig import json_schema
from runs.views.configuration.finding import find
from studio.access import MemberRequest, for_role
from studio.keys import key


@for_role("contributor")
def configuration_new(request: MemberRequest) -> HttpResponse:
    """Make a configuration; ?source= suggests it with that source."""
    return _edit(request, None)


@for_role("contributor")
def configuration_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Edit a configuration: a version that says something new becomes the next one, and the old ones stay as they are."""
    return _edit(request, find(request, pk))


def _edit(request: MemberRequest, configuration: Configuration | None) -> HttpResponse:
    """Sent by htmx, or with `look`, what was edited on either side is shown on both; else it is saved, if it can be read."""
    draft = _draft(request, configuration)
    if request.htmx:
        return editor(request, draft, configuration, part=True)
    if request.method != "POST" or "look" in request.POST:
        return editor(
            request, draft, configuration, ConfigurationForm(request.member, request.POST or None, **_named(request, configuration))
        )
    form = ConfigurationForm(request.member, request.POST, configuration=configuration)
    if overtaken := _overtaken(request, configuration):
        form.add_error(None, overtaken)
    if not (form.is_valid() and draft.document and not draft.troubles):
        return editor(request, draft, configuration, form, status=422)
    return _save(request, form, draft)


def _named(request: MemberRequest, configuration: Configuration | None) -> dict:
    return {"configuration": configuration, "initial": {} if configuration else {"source": key(request.GET.get("source"))}}


def _draft(request: MemberRequest, configuration: Configuration | None) -> Draft:
    names = known(request.workspace)
    if request.method == "POST":
        return drafts.resume(request.POST, names)
    if configuration and (newest := configuration.latest):
        return drafts.begin(newest.text, names, newest.companions)
    return drafts.begin(drafting.drafted(target=next(iter(names.targets or {}), "local")), names)


def _overtaken(request: MemberRequest, configuration: Configuration | None) -> str:
    """Why this is not saved yet: a version came in between, say from another tab. Saved once more it becomes the next one."""
    newest = configuration.latest if configuration else None
    begun = key(request.POST.get("begun"))
    if newest is None or begun is None or newest.number <= begun:
        return ""
    by = f" by {newest.created_by}" if newest.created_by else ""
    return f"Version {newest.number} was saved{by} while you edited, and is not part of this. Save again to put yours after it, or cancel."


def _save(request: MemberRequest, form: ConfigurationForm, draft: Draft) -> HttpResponse:
    before = form.configuration.latest if form.configuration else None
    version = form.save().revise(request.user, draft.text, draft.companions, draft.origin)
    messages.success(request, _saved(version, before))
    return redirect("configuration", request.workspace.slug, version.configuration_id)


def _saved(version: ConfigurationVersion, before: ConfigurationVersion | None) -> str:
    if before and before.number == version.number:
        return f"Nothing to run changed: it stays version {version.number}."
    saved = f"Version {version.number} is saved." if before else f"{version.configuration} is saved."
    return f"{saved} It cannot run yet: {version.trouble}" if version.trouble else saved


def editor(request: MemberRequest, draft: Draft, configuration: Configuration | None, form=None, part=False, status=200) -> HttpResponse:
    """The page, or the part of it that an edit changes."""
    versions = {version.number: version for version in configuration.versions.select_related("created_by")} if configuration else {}
    origins = showing.told(draft, versions)
    context = {"draft": draft, "data": draft.data | {"origins": origins}, "configuration": configuration, "form": form}
    if part:
        return render(request, "runs/configuration/draft.html", context)
    here = reverse("configuration_edit", args=[request.workspace.slug, configuration.pk]) if configuration else ""
    context |= {
        "sections": showing.shown(draft, Target.objects.usable_by(request.member).values_list("name", flat=True), origins),
        "action": here or reverse("configuration_new", args=[request.workspace.slug]),
        "next": max(versions, default=0) + 1,
        "begun": (request.POST.get("begun") if "look" in request.POST else None) or max(versions, default=""),
        "schema": json_schema(),
        "environments": environments.offered(request.workspace),
    }
    return render(request, "runs/configuration_form.html", context, status=status)
