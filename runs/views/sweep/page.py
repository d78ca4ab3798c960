"""The overview of a sweep: how far it is, its charts and its trials."""

import secrets
from typing import Any

from django.http import HttpResponse

from runs import watching
from runs.models import Run, Sweep, Trial
from runs.models.state import WAITING
from runs.sweeps import describing, listing, progress
from runs.sweeps.listing import Row
from runs.sweeps.values import Definition, space_from
from runs.views.run import page
from runs.views.sweep import table
from studio.access import MemberRequest

WORDS = {
    "completed": "completed",
    "stopped": "stopped by the policy",
    "failed": "failed",
    "canceled": "cancelled",
    "active": "running",
    "waiting": "waiting",
}


def overview(request: MemberRequest, run: Run) -> HttpResponse:
    """What stands below the tabs. The charts fetch their data by themselves."""
    head = page.head(run) | {"summary": watching.sweep_revision(run)}
    sweep = head["sweep"]
    sweep.run = run
    found = listing.rows(sweep)
    defined = Definition.from_dict(sweep.definition)
    facts = {"primary": defined.primary.metric, "defined": _described(sweep, defined), **_how_far(sweep, found), **_best(sweep)}
    shown = {} if request.GET.get("part") == "live" else table.context(request, sweep, found)
    return page.show(request, "sweep/overview", head, **facts, **shown)


def _how_far(sweep: Sweep, found: list[Row]) -> dict[str, Any]:
    run = sweep.run
    made = progress.of(sweep, found)
    return {
        "progress": made,
        "standing_counts": [(each, words, made.counts[each]) for each, words in WORDS.items() if made.counts[each]],
        "allowed": (sweep.deadline - run.started).total_seconds() if sweep.deadline and run.started else None,
        "waits": _waits(run),
    }


def _best(sweep: Sweep) -> dict[str, Any]:
    """The best trial, with its run. One of an earlier sweep may be the best of a sweep that went on from there."""
    if not sweep.best_id:
        return {"best": None}
    best = Trial.objects.select_related("run__experiment", "sweep__run__experiment").defer("reported").filter(run=sweep.best_id).first()
    given = [(name, table.told(value)) for name, value in best.parameters.items()] if best else []
    return {"best": best, "best_parameters": given, "again": secrets.token_urlsafe(16)}


def _waits(run: Run) -> Run | None:
    """The first of its trials in line, which says what they wait for, while none of them has a slot."""
    if run.final or run.children.on_target().exists():
        return None
    return run.children.filter(state__in=WAITING).exclude(reason="").order_by("pk").first()


def _described(sweep: Sweep, defined: Definition) -> dict[str, Any]:
    """What it looks for, and where, in words."""
    return {
        "objectives": [describing.objective(each) for each in defined.objectives],
        "sampling": describing.sampling(defined.sampling, sweep.seed),
        "policy": describing.policy(defined.policy),
        "limits": describing.limits(defined),
        "earlier": list(sweep.resumed.select_related("run__experiment")),
        "space": [
            {"name": each.name, "text": describing.expression(each), "range": describing.range_of(each), "when": describing.condition(each)}
            for each in space_from(sweep.space)
        ],
    }
