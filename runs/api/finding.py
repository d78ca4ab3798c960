"""Finding what an address names, in the caller's workspace or not at all."""

from runs.models import Run, Source, Sweep
from studio.api.authentication import Call
from studio.api.finding import one


def a_source(request: Call, name: str, kind: str = "") -> Source:
    only = {"kind": kind} if kind else {}
    return one(Source.objects.filter(workspace=request.auth.workspace_id, name=name, **only), f"{kind} source {name}".strip())


def a_run(request: Call, key: str) -> Run:
    return one(Run.objects.select_related("experiment").filter(workspace=request.auth.workspace_id, key=key), f"run {key}")


def a_sweep(request: Call, key: str) -> Sweep:
    mine = Sweep.objects.select_related("run__experiment").filter(run__workspace=request.auth.workspace_id, run__key=key)
    return one(mine, f"sweep {key}")
