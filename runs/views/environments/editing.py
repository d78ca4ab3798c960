"""Making an environment: new, as a copy of another, or as the next version of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from runs.forms.environments import EnvironmentForm
from runs.models import Environment, EnvironmentVersion
from runs.views.environments.finding import a_version, an_own
from studio.access import MemberRequest, for_role
from studio.keys import key


@for_role("contributor")
def environment_new(request: MemberRequest) -> HttpResponse:
    """?like= begins with the version of that key, as its clone."""
    like = _like(request)
    initial = {"name": f"{like.environment.name.removeprefix('Trainshed-')}-copy"} if like else {}
    form = EnvironmentForm(request.member, request.POST or None, request.FILES or None, version=like, initial=initial)
    return _answer(request, form, {"like": like})


@for_role("contributor")
def environment_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """The next version; ?version= begins with an older one."""
    environment = an_own(request, pk)
    version = a_version(environment, request.GET.get("version"))
    form = EnvironmentForm(request.member, request.POST or None, request.FILES or None, environment=environment, version=version)
    return _answer(request, form, {"environment": environment, "version": version})


def _answer(request: MemberRequest, form: EnvironmentForm, context: dict) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        version = form.save()
        messages.success(request, f"{version} is registered.")
        return redirect("environment", request.workspace.slug, version.environment_id)
    return render(request, "runs/environments/form.html", {"form": form, **context}, status=422 if form.errors else 200)


def _like(request: MemberRequest) -> EnvironmentVersion | None:
    pk = key(request.GET.get("like"))
    visible = Environment.objects.visible_in(request.workspace)
    return get_object_or_404(EnvironmentVersion.objects.select_related("environment"), pk=pk, environment__in=visible) if pk else None
