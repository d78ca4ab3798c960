"""The table of a sweep's trials: inside the overview, and by itself for whoever sorts, filters or follows it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import replace_url

from runs import watching
from runs.models import Sweep, Trial
from runs.sweeps import listing
from runs.sweeps.listing import Column, Row
from runs.sweeps.values import Definition
from runs.views.sweep.finding import sweep_of
from studio.access import MemberRequest, for_role
from studio.templatetags.words import number

PAGE = 100  # rows
STANDINGS = [("", "Any state"), ("active", "Running"), ("waiting", "Waiting"), ("completed", "Completed"), ("failed", "Failed")]
STANDINGS += [("stopped", "Stopped by the policy"), ("canceled", "Cancelled"), ("silent", "Never reported")]


@for_role("reader")
def trials(request: MemberRequest, key: str) -> HttpResponse:
    """The rows by themselves; ?live=1: they are drawn anew, and the page's address stays as it is."""
    sweep = sweep_of(request, key)
    asked = listing.asked_of(sweep, request.GET)
    address = reverse("run", args=[request.workspace.slug, key])
    here = f"{address}?{written}" if (written := asked.query(page=asked.page)) else address
    if not request.htmx:
        return redirect(here)
    seen = watching.sweep_revision(sweep.run)
    answer = render(
        request, "runs/sweep/trials.html#table", {"run": sweep.run, "summary": seen, **context(request, sweep, listing.rows(sweep))}
    )
    return answer if "live" in request.GET else replace_url(answer, here)


def context(request: MemberRequest, sweep: Sweep, found: list[Row]) -> dict[str, Any]:
    """What the table is drawn from; `found` are all rows."""
    asked = listing.asked_of(sweep, request.GET)
    passing = listing.chosen(sweep, found, asked)
    first = min(asked.page - 1, max(0, (len(passing) - 1) // PAGE)) * PAGE
    shown, every = listing.columns(sweep, asked)
    sort = asked.sort or listing.best_first(sweep)
    metric = Definition.from_dict(sweep.definition).primary.metric
    return {
        "sweep": sweep,
        "asked": asked,
        "query": asked.query(page=asked.page),
        "columns": [_head(asked, column, sort) for column in shown],
        "every_column": [(column, column in shown) for column in every],
        "trials": _whole(passing[first : first + PAGE], shown, metric),
        "passing": len(passing),
        "all_trials": len(found),
        "pages": _pages(asked, first, len(passing)),
        "chips": [(_label(name), value, asked.without(name)) for name, value in asked.pairs()],
        "standings": STANDINGS,
        "metric": metric,
        "fields": _fields(sweep, asked),
        "score": dict(asked.pairs()).get("score", ""),
        "numbers": dict(asked.pairs()).get("trials", ""),
    }


def _head(asked: listing.Asked, column: listing.Column, sort: str) -> dict[str, Any]:
    """A heading sorts by its column, and the other way round when it does so already."""
    here = sort.removeprefix("-") == column.id
    order = ("descending" if sort.startswith("-") else "ascending") if here else ""
    turned = column.id if order == "descending" else f"-{column.id}"
    wanted = turned if here else column.id
    return {"column": column, "order": order, "query": asked.query(sort=wanted) if column.sortable else ""}


def _whole(page: list[Row], shown: list[Column], metric: str) -> list[tuple[Trial, list[tuple[str, Any]]]]:
    """The trials of these rows with their runs, in their order, each with its cells as (kind of column, value). One query."""
    found = {trial.pk: trial for trial in Trial.objects.filter(pk__in=[row.pk for row in page]).select_related("run").defer("reported")}
    whole = [(found[row.pk], row) for row in page if row.pk in found]
    return [(trial, [(column.kind, _cell(column, trial, row, metric)) for column in shown]) for trial, row in whole]


def _cell(column: Column, trial: Trial, row: Row, metric: str) -> Any:
    if column.kind == "score":
        return row.score(column.place)
    if column.kind == "parameter":
        return told(trial.parameters[column.name]) if column.name in trial.parameters else "—"
    return CELLS.get(column.kind, _nothing)(trial, row, metric)


def told(value: Any) -> str:
    """A parameter's value as people read it."""
    return number(value) if isinstance(value, float) else "none" if value is None else str(value)


def _nothing(*_: Any) -> None:
    return None


def _words(trial: Trial, row: Row, metric: str) -> str:
    """Why it was stopped, why it failed, that it never reported; empty where its state says it all."""
    if row.standing == "stopped":
        return str((trial.decision or {}).get("text", ""))
    said = trial.run.reason if trial.run else "Its run is made in a moment."
    if row.silent:
        return f"Never reported {metric}. {said}".strip()
    return said


CELLS = {
    "state": lambda trial, row, metric: row.standing,
    "reports": lambda trial, row, metric: row.reports,
    "attempt": lambda trial, row, metric: row.attempt,
    "words": _words,
}


def _pages(asked: listing.Asked, first: int, count: int) -> dict[str, Any]:
    here = first // PAGE + 1
    earlier = asked.query(page=here - 1) if first else None
    later = asked.query(page=here + 1) if first + PAGE < count else None
    return {"earlier": earlier, "later": later, "first": first + 1, "last": min(first + PAGE, count)}


def _label(name: str) -> str:
    """What a filter narrows down: the parameter's own name, `score` or `trials`."""
    return name.removeprefix("range.").removeprefix("in.")


def _fields(sweep: Sweep, asked: listing.Asked) -> list[dict[str, str]]:
    """A field for each parameter that narrows the table down to some of its values."""
    given = dict(asked.pairs())
    fields = []
    for each in sweep.space:
        some = each["expression"] == "choice"
        name = f"{'in' if some else 'range'}.{each['name']}"
        hint = "|".join(str(option) for option in each["values"][:3]) if some else "low..high"
        fields.append({"name": name, "label": each["name"], "value": given.get(name, ""), "hint": hint})
    return fields
