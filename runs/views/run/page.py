"""What the tabs of a run's page have in common: finding the run, and the frame around the tab."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from runs import ending
from runs.models import Run

SHOWN = ["experiment", "target", "submitted_by", "snapshot__source", "configuration__configuration", "rerun_of__experiment"]
TABS = [
    ("run", "Overview"),
    ("run_metrics", "Metrics"),
    ("run_logs", "Logs"),
    ("run_outputs", "Outputs"),
    ("run_code", "Code"),
    ("run_configuration", "Configuration"),
    ("run_events", "Events"),
]


def find(request: HttpRequest, key: str) -> Run:
    """The run of this key in the member's workspace with all that its header shows, or Http404. One query."""
    return get_object_or_404(Run.objects.select_related(*SHOWN), workspace=request.workspace, key=key)


def show(request: HttpRequest, run: Run, name: str, **context) -> HttpResponse:
    """The tab `runs/run/<name>.html`, or with ?part=live only what changes in it."""
    part = "#live" if request.GET.get("part") == "live" else ""
    tab = "run" if name == "overview" else f"run_{name}"
    frame = {"run": run, "tabs": TABS, "tab": tab, "ending": ending.sentence(run)}
    return render(request, f"runs/run/{name}.html{part}", {**frame, **context})
