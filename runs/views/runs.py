"""The runs table, over all and of one experiment. Filters and page are in the URL; the rows follow what happens live."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode

from runs.models import Experiment
from runs.models.run_queryset import RunQuerySet
from runs.models.state import ACTIVE, State
from studio.access import MemberRequest, for_role
from studio.keys import key
from studio.paging import page

STATES = [
    ("", "Any state"),
    ("active", "Active"),
    *[(state.value, state.label) for state in (State.COMPLETED, State.FAILED, State.CANCELED)],
]
EXPERIMENTS_OFFERED = 200


@for_role("reader")
def runs(request: MemberRequest) -> HttpResponse:
    """Every run of the workspace, newest first; with ?parent= the child runs of one."""
    filters = _filters(request, "experiment", "state", "by", "tag", "parent")
    parent = get_object_or_404(request.workspace.runs, key=filters["parent"]) if "parent" in filters else None
    shown = parent.children.all() if parent else request.workspace.runs.submitted()
    return _table(request, shown, experiments=_offered(request), filters=filters, parent=parent)


@for_role("reader")
def experiment(request: MemberRequest, name: str) -> HttpResponse:
    """The runs of one experiment, newest first."""
    experiment = get_object_or_404(Experiment, workspace=request.workspace, name=name)
    return _table(request, experiment.runs.submitted(), experiment=experiment, filters=_filters(request, "state", "by", "tag"))


def _table(request: MemberRequest, runs: RunQuerySet, filters: dict[str, str], **context) -> HttpResponse:
    shown = page(_filtered(runs, filters, request).for_table(), request.GET)
    place = {key: request.GET[key] for key in ("before", "after") if key in request.GET}
    context |= {
        "runs": shown.rows,
        "newer": _url(request, filters | shown.newer) if shown.newer else "",
        "older": _url(request, filters | shown.older) if shown.older else "",
        "here": _url(request, filters | place),
        "newest": max((run.pk for run in shown.rows), default=0),
        "seen": _seen(request),
        "filters": filters,
        "states": STATES,
    }
    return render(request, "runs/runs.html#table" if request.htmx else "runs/runs.html", context)


def _filters(request: MemberRequest, *names: str) -> dict[str, str]:
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _filtered(runs: RunQuerySet, filters: dict[str, str], request: MemberRequest) -> RunQuerySet:
    if name := filters.get("experiment"):
        runs = runs.filter(experiment__name=name)
    if state := filters.get("state"):
        runs = runs.filter(state__in=ACTIVE if state == "active" else [state])
    if tag := filters.get("tag"):
        runs = runs.tagged(request.workspace, tag)
    if filters.get("by") == "me":
        runs = runs.filter(submitted_by=request.user)
    return runs


def _offered(request: MemberRequest) -> list[str]:
    """Experiments to filter by, the newest ones where there are very many."""
    newest = request.workspace.experiments.listed().order_by("-pk").values_list("name", flat=True)[:EXPERIMENTS_OFFERED]
    return sorted(newest, key=str.lower)


def _seen(request: MemberRequest) -> int | None:
    """The newest run that this browser has been shown: those after it come in with a glow."""
    return key(request.GET.get("seen"))


def _url(request: MemberRequest, parameters: dict) -> str:
    return f"{request.path}?{urlencode(parameters)}" if parameters else request.path
