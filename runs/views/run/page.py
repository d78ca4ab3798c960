"""What the tabs of a run's page have in common: finding the run, and the frame around the tab."""

import secrets
from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from runs import ending, watching
from runs.models import Event, Run, State
from runs.views.sweep import heads
from studio.access import MemberRequest

SHOWN = [
    "experiment",
    "target",
    "submitted_by",
    "snapshot__source",
    "configuration__configuration",
    "environment__environment",
    "rerun_of__experiment",
    "parent__experiment",
]
TABS = [
    ("run", "Overview"),
    ("run_metrics", "Metrics"),
    ("run_logs", "Logs"),
    ("run_outputs", "Outputs"),
    ("run_code", "Code"),
    ("run_sweep_definition", "Definition"),
    ("run_configuration", "Configuration"),
    ("run_events", "Events"),
]
# A child run lives in its parent's script, which has the logs and the files; a sweep's trials have the files.
WITHOUT = {Run.Purpose.CHILD: ("run_logs", "run_outputs"), Run.Purpose.SWEEP: ("run_outputs",)}
OF_SWEEPS = ("run_sweep_definition",)


def find(request: MemberRequest, key: str) -> Run:
    """The run of this key in the member's workspace with all that its header shows, or Http404. One query."""
    return get_object_or_404(Run.objects.select_related(*SHOWN), workspace=request.workspace, key=key)


def head(run: Run) -> dict:
    """What the header of every tab shows. Read before the tab's own facts: `seen` is the revision that the page has at least.

    Http404 for the build of an environment: it has no tabs, its page is the environment's."""
    if run.purpose == Run.Purpose.BUILD:
        raise Http404("This builds an environment: look at it on the environment's page.")
    seen = watching.run_revision(run)
    facts = {"seen": seen, "image": _image(run), "ending": ending.sentence(run), "submission": secrets.token_urlsafe(16)}
    return {"run": run, **facts, **OF_PURPOSE.get(run.purpose, _nothing)(run)}


def _nothing(_: Run) -> dict:
    return {}


OF_PURPOSE: dict[str, Callable[[Run], dict]] = {Run.Purpose.SWEEP: heads.of_sweep, Run.Purpose.TRIAL: heads.of_trial}


def _image(run: Run) -> Event | None:
    """How far the image of its container is, while it is pulled or built."""
    told = run.events.filter(kind="image").last() if run.state == State.PREPARING else None
    return told if told and told.data.get("percent", 0) < 100 else None


def show(request: MemberRequest, name: str, head: dict, **context) -> HttpResponse:
    """The tab `runs/run/<name>.html`, or the one of another folder where the name says so; with ?part=live only what changes in it."""
    part = "#live" if request.GET.get("part") == "live" else ""
    run = head["run"]
    without = (*WITHOUT.get(run.purpose, ()), *(() if run.purpose == Run.Purpose.SWEEP else OF_SWEEPS))
    tabs = [tab for tab in TABS if tab[0] not in without]
    frame = {"tabs": tabs, "tab": "run" if name.endswith("overview") else f"run_{name}"}
    return render(request, f"runs/{name if '/' in name else f'run/{name}'}.html{part}", {**frame, **head, **context})
