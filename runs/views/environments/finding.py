"""Finding what a URL of an environment names, among what the workspace may use, or not at all."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from runs.models import Environment, EnvironmentVersion
from studio.access import MemberRequest
from studio.keys import key


def an_environment(request: MemberRequest, pk: int) -> Environment:
    return get_object_or_404(Environment.objects.visible_in(request.workspace), pk=pk)


def an_own(request: MemberRequest, pk: int) -> Environment:
    """One that this workspace may change."""
    environment = an_environment(request, pk)
    if environment.curated:
        raise PermissionDenied(f"{environment} comes with Trainshed and is everybody's. Clone it, and change the clone.")
    return environment


def a_version(environment: Environment, number: str | None) -> EnvironmentVersion:
    """The version of this number; the newest without one."""
    versions = environment.versions.select_related("environment", "created_by")
    wanted = key(number)
    found = versions.filter(number=wanted).first() if wanted is not None else None
    if number is None:
        found = versions.order_by("-number").first()
    if found is None:
        raise Http404("There is no such version of this environment.")
    return found
