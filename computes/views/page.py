"""What every tab of a target's page shows."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from computes.forms.targets import FORMS
from computes.kinds import KINDS
from computes.models import Mode, Target
from computes.readings import Reading
from studio.access import MemberRequest

TABS = [("compute", "Overview"), ("compute_charts", "Charts"), ("compute_disk", "Disk"), ("compute_history", "History")]
# What an owner may make of it: the mode, the word of the button, its icon, and what happens then.
MODES = [
    (Mode.OPEN, "Open", "circle-play", "Runs are taken, and those that wait are started."),
    (Mode.PAUSED, "Pause", "circle-pause", "Runs can still be submitted, but none is started. Those that are under way go on."),
    (Mode.DRAINING, "Drain", "funnel", "No run is taken any more and none is started. Those that are under way go on to their end."),
    (
        *(Mode.RETIRED, "Retire", "archive"),
        "It is no longer offered where targets are chosen, and not asked how it is. Its history stays, and it can be opened again.",
    ),
]


def leads_on(view: Callable) -> Callable:
    """While a page is open its target may be detached: its live parts then lead to the list."""

    @wraps(view)
    def following(request: MemberRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if not request.htmx:
                raise
            return HttpResponseClientRedirect(reverse("computes", args=[request.workspace.slug]))

    return following


def show(request: MemberRequest, target: Target, tab: str, template: str, parts: tuple[str, ...] = (), status: int = 200, **context):
    """The tab, or the live part of it that is asked for."""
    part = request.GET.get("part", "")
    frame = {
        "target": target,
        "reading": Reading(target),
        "kind": KINDS[target.kind].title,
        "editable": target.kind in FORMS,
        "tabs": TABS,
        "tab": tab,
        "modes": MODES,
    }
    return render(request, f"computes/{template}.html{'#' + part if part in parts else ''}", frame | context, status=status)


def unchanged(request: MemberRequest, shown: str) -> HttpResponse | None:
    """For a part that people write in: nothing, so that it stays as they left it, while it shows what it would show now."""
    return HttpResponse(status=204) if request.htmx and request.GET.get("shown") == shown else None
