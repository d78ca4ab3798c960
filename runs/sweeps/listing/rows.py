"""The trials of a sweep as light rows, filtered and sorted. All of them are looked at: a sweep has at most some thousands."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField

from runs.models import State, Sweep
from runs.models.state import FINAL, WAITING
from runs.sweeps.definition import LIMITS
from runs.sweeps.values import Definition, Goal

from .asked import Asked, Bounds
from .columns import PARAMETER, SCORE

PLACES = {f"{SCORE}.{place}": place for place in range(LIMITS.objectives)}
STANDINGS = {State.COMPLETED: "completed", State.FAILED: "failed"}


@dataclass(frozen=True)
class Row:
    """What is filtered and sorted by. `state` is None while its run is about to be made."""

    pk: int
    index: int
    parameters: dict[str, Any]
    scores: list[float | None]
    reports: int
    attempt: int
    decided: bool
    state: str | None
    started: datetime | None
    ended: datetime | None

    @property
    def standing(self) -> str:
        if self.state is None or self.state in WAITING:
            return "waiting"
        if self.state not in FINAL:
            return "active"
        return STANDINGS.get(State(self.state), "stopped" if self.decided else "canceled")

    @property
    def silent(self) -> bool:
        """It is over and never reported the primary metric."""
        return self.state in FINAL and not self.reports

    @property
    def seconds(self) -> float | None:
        return (self.ended - self.started).total_seconds() if self.started and self.ended else None

    def score(self, place: int) -> float | None:
        return self.scores[place] if place < len(self.scores) else None


def rows(sweep: Sweep) -> list[Row]:
    """Of all trials, by index. One query."""
    decided = ExpressionWrapper(Q(decision__isnull=False), BooleanField())
    of_run = {"state": F("run__state"), "started": F("run__started"), "ended": F("run__ended")}
    names = ("pk", "index", "parameters", "scores", "reports", "attempt")
    found = sweep.trials.order_by("index").annotate(decided=decided, **of_run).values_list(*names, "decided", *of_run)
    return [Row(*each) for each in found]


def chosen(sweep: Sweep, found: list[Row], asked: Asked) -> list[Row]:
    """Those that pass the filters, in the order that is asked for: without one the best first. What has no value comes last."""
    return _sorted([row for row in found if _passes(row, asked)], asked.sort or best_first(sweep))


def best_first(sweep: Sweep) -> str:
    goal = Definition.from_dict(sweep.definition).primary.goal
    return SCORE if goal is Goal.MINIMIZE else f"-{SCORE}"


def _passes(row: Row, asked: Asked) -> bool:
    if asked.standing and asked.standing != ("silent" if asked.standing == "silent" and row.silent else row.standing):
        return False
    if asked.trials and not any(first <= row.index <= last for first, last in asked.trials):
        return False
    if asked.score and not _within(row.score(0), asked.score):
        return False
    if not all(_within(row.parameters.get(name), bounds) for name, bounds in asked.ranges.items()):
        return False
    return all(_among(row.parameters, name, options) for name, options in asked.options.items())


def _within(value: Any, bounds: Bounds) -> bool:
    if not isinstance(value, int | float):
        return False
    low, high = bounds
    return (low is None or value >= low or math.isclose(value, low)) and (high is None or value <= high or math.isclose(value, high))


def _among(point: dict[str, Any], name: str, options: tuple[str, ...]) -> bool:
    return name in point and any(_same(point[name], option) for option in options)


def _same(value: Any, text: str) -> bool:
    """Addresses are written by browsers, too: they write 1.0 as 1 and True as true."""
    if value is None or isinstance(value, bool):
        return text.lower() == {None: "null", True: "true", False: "false"}[value] or text == str(value)
    if isinstance(value, int | float):
        try:
            return float(text) == value
        except ValueError:
            return False
    return text == str(value)


def _sorted(found: list[Row], sort: str) -> list[Row]:
    key = _key(sort.removeprefix("-"))
    have = [(key(row), row) for row in found]
    order = sorted((pair for pair in have if pair[0] is not None), key=lambda pair: _rank(pair[0]), reverse=sort.startswith("-"))
    return [row for _, row in order] + [row for value, row in have if value is None]


def _key(column: str) -> Callable[[Row], Any]:
    if column.startswith(PARAMETER):
        return lambda row: row.parameters.get(column.removeprefix(PARAMETER))
    if column.startswith(SCORE):
        place = PLACES.get(column, 0)
        return lambda row: row.score(place)
    return KEYS.get(column, KEYS["trial"])


def _rank(value: Any) -> tuple[int, Any]:
    """Numbers before words: options of one parameter may be both."""
    return (0, value) if isinstance(value, int | float) else (1, str(value))


KEYS: dict[str, Callable[[Row], Any]] = {
    "trial": lambda row: row.index,
    "state": lambda row: row.standing,
    "reports": lambda row: row.reports,
    "attempt": lambda row: row.attempt,
    "began": lambda row: row.started and row.started.timestamp(),
    "duration": lambda row: row.seconds,
}
