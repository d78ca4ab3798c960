"""Finding what an address names, in the caller's workspace or not at all."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from runs.models import Run, Source


def a_source(request: HttpRequest, name: str, kind: str = "") -> Source:
    only = {"kind": kind} if kind else {}
    return get_object_or_404(Source, workspace=request.auth.workspace_id, name=name, **only)


def a_run(request: HttpRequest, key: str) -> Run:
    return get_object_or_404(Run.objects.select_related("experiment"), workspace=request.auth.workspace_id, key=key)
