"""Compute instances: a person's own machines. A page asks; what is done is done by a worker."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from computes import instances, load
from computes.errors import ComputeError
from computes.forms.instances import ContainerForm, IdleForm, MachineForm, machines_for
from computes.instances.describing import lab_path, size
from computes.instances.idling import idle_end
from computes.instances.operations import UNDER_WAY, UP, allowed
from computes.models import Errand, Instance
from computes.views.checking import LOOKS
from computes.views.page import leads_on
from studio.access import MemberRequest, check, for_role

ACTS_SHOWN = 20
WARNED_MINUTES = 10
# What its owner may ask for, and what owners of the workspace may ask for of other people's.
ASKED = {"start": instances.start, "stop": instances.stop, "restart": instances.restart, "delete": instances.delete}
ALSO_OWNERS = ("stop", "delete")


@for_role("reader")
def instances_of_mine(request: MemberRequest) -> HttpResponse:
    """The member's own instances; owners of the workspace see everybody's."""
    found = list(instances.visible(request.member))
    loads = load.loads([instance.target_id for instance in found])
    rows = [{"instance": instance, "load": loads[instance.target_id], "size": size(instance)} for instance in found]
    context = {"rows": rows, "hosts": instances.hosts_for(request.member).exists()}
    return render(request, "computes/instances.html", context)


@for_role("contributor")
def new(request: MemberRequest) -> HttpResponse:
    """A container of one's own."""
    form = ContainerForm(request.member, request.POST or None)
    if request.method == "POST" and form.is_valid() and (instance := form.save()):
        return redirect("compute_instance", request.workspace.slug, instance.target.name)
    machines = request.member.may("owner") and machines_for(request.member).exists()
    context = {"form": form, "hosts": instances.hosts_for(request.member).exists(), "machines": machines}
    return render(request, "computes/instance_new.html", context, status=422 if form.errors else 200)


@for_role("owner")
def new_machine(request: MemberRequest) -> HttpResponse:
    """An SSH machine with commands that start and stop it."""
    form = MachineForm(request.member, request.POST or None)
    if request.method == "POST" and form.is_valid() and (instance := form.save()):
        return redirect("compute_instance", request.workspace.slug, instance.target.name)
    context = {"form": form, "machines": machines_for(request.member).exists()}
    return render(request, "computes/instance_machine.html", context, status=422 if form.errors else 200)


@for_role("reader")
@leads_on
def instance(request: MemberRequest, name: str) -> HttpResponse:
    """One instance: how it is, what may be done with it, and what was done."""
    found = _find(request, name)
    part = request.GET.get("part", "")
    form = IdleForm(initial={"idle_minutes": found.idle_minutes})
    template = f"computes/instance.html{'#now' if part == 'now' else ''}"
    return render(request, template, {**_context(request, found), "form": form})


@require_POST
@for_role("contributor")
def operations(request: MemberRequest, name: str) -> HttpResponse:
    """Ask for an operation: a worker carries it out."""
    found = _find(request, name)
    word = request.POST.get("operation", "")
    if word not in ASKED or not _may(request, found, word):
        raise PermissionDenied(f"{found} is {found.target.owner}’s: only they may do that.")
    try:
        ASKED[word](found, request.user)
    except ComputeError as refusal:
        messages.error(request, str(refusal))
    return redirect("compute_instance", request.workspace.slug, name)


@require_POST
@for_role("contributor")
def idle(request: MemberRequest, name: str) -> HttpResponse:
    """Change after how long it is stopped by itself."""
    found = _find(request, name)
    if found.target.owner_id != request.user.pk:
        raise PermissionDenied(f"{found} is {found.target.owner}’s: only they may do that.")
    form = IdleForm(request.POST)
    if not form.is_valid():
        return render(request, "computes/instance.html", {**_context(request, found), "form": form}, status=422)
    instances.set_idle(found, form.cleaned_data["idle_minutes"], request.user)
    messages.success(request, f"{found} is saved.")
    return redirect("compute_instance", request.workspace.slug, name)


@for_role("contributor")
def lab(request: MemberRequest, name: str) -> HttpResponse:
    """GET: how far JupyterLab is, and on to it once it answers. POST: open it."""
    found = _find(request, name)
    if found.target.owner_id != request.user.pk:
        raise PermissionDenied(f"{found} is {found.target.owner}’s: only they look into its JupyterLab.")
    if request.method == "POST":
        return _open_lab(request, found)
    away = "away" in request.GET
    if instances.ready(found) and not away:
        return HttpResponseClientRedirect(lab_path(found)) if request.htmx else redirect(lab_path(found))
    template = f"computes/instance_lab.html{'#now' if request.GET.get('part') == 'now' else ''}"
    return render(request, template, {**_context(request, found), "away": away})


def _open_lab(request: MemberRequest, found: Instance) -> HttpResponse:
    try:
        if instances.open_lab(found, request.user) is None:
            return redirect(lab_path(found))
    except ComputeError as refusal:
        messages.error(request, str(refusal))
    return redirect("compute_instance_lab", request.workspace.slug, found.target.name)


def _find(request: MemberRequest, name: str) -> Instance:
    return get_object_or_404(instances.visible(request.member), target__name=name)


def _may(request: MemberRequest, found: Instance, word: str) -> bool:
    """Whether this person is somebody who may ever ask for it."""
    if found.target.owner_id == request.user.pk:
        return bool(check(request.member, "contributor"))
    return word in ALSO_OWNERS and request.member.may("owner")


def _context(request: MemberRequest, found: Instance) -> dict:
    errand = Errand.objects.filter(target=found.target_id, kind__startswith="instance_").select_related("by").first()
    end = idle_end(found)
    return {
        "instance": found,
        "target": found.target,
        "mine": found.target.owner_id == request.user.pk,
        "up": found.state in UP,
        "under_way": found.state in UNDER_WAY,
        "can": {word: allowed(word, found.state) and _may(request, found, word) for word in (*ASKED, "setup")},
        "load": load.loads([found.target_id])[found.target_id],
        "size": size(found),
        "idle_end": end,
        "idle_soon": end and (end - timezone.now()).total_seconds() < WARNED_MINUTES * 60,
        "errand": errand,
        "steps": [{**step, **LOOKS[step["state"]]} for step in errand.steps] if errand else [],
        "acts": found.target.acts.select_related("by")[:ACTS_SHOWN],
        "lab_ready": instances.ready(found),
        "lab_path": lab_path(found),
    }
