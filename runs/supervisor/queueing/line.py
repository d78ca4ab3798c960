"""The waiting runs of a target as rows, in the order of the line; only as many as are looked at, however many wait."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F, Q

from runs.models import Run
from runs.models.run_queryset import RunQuerySet
from runs.models.state import WAITING, State

from .deciding import Clerk
from .values import Asker

WINDOW = 500  # rows that are looked at together, behind the front
WINDOWS = 10


class Row(NamedTuple):
    run: int
    user: int | None
    priority: int
    resources: dict
    state: str
    reason: str
    configuration: int | None
    experiment: int

    @property
    def asker(self) -> Asker:
        return asker(self.run, self.user, self.resources, self.priority)


def asker(run: int, user: int | None, resources: dict, priority: int = 0) -> Asker:
    asked = {name: amount for name, amount in resources.items() if name in ("cpus", "memory", "gpus") and amount}
    return Asker(run, user, priority, **asked)


def front(target: int, count: int) -> list[Row]:
    return _first(Run.objects.filter(target=target), count)


def beyond(target: int, last: Row, clerk: Clerk) -> Iterator[Row]:
    """Those further back, as far as anybody is looked for; leaves out whom the limit of their own user holds back by then."""
    for _ in range(WINDOWS):
        behind = Run.objects.filter(Q(priority__lt=last.priority) | Q(priority=last.priority, pk__gt=last.run), target=target)
        rows = _first(behind.filter(_within_limits(clerk)), WINDOW)
        yield from rows
        if len(rows) < WINDOW:
            return
        last = rows[-1]


def unsaid(target: int, last: Row, count: int) -> list[Row]:
    """Some of those further back to whom nothing was said yet."""
    behind = Run.objects.filter(Q(priority__lt=last.priority) | Q(priority=last.priority, pk__gt=last.run), target=target)
    return _of(behind, State.NOT_STARTED, count)


def _within_limits(clerk: Clerk) -> Q:
    full, left = clerk.at_limit()
    within = Q(submitted_by=None) | ~Q(submitted_by__in=full) if full else Q()
    for user, gpus in left.items():
        asks_few = Q(resources__gpus__isnull=True) | Q(resources__gpus__lte=gpus)
        within &= Q(submitted_by=None) | ~Q(submitted_by=user) | asks_few
    return within


def _first(runs: RunQuerySet, count: int) -> list[Row]:
    # A state at a time: that is the index's order, so no database sorts all that wait.
    rows = [row for state in WAITING for row in _of(runs, state, count)]
    return sorted(rows, key=lambda row: (-row.priority, row.run))[:count]


def _of(runs: RunQuerySet, state: str, count: int) -> list[Row]:
    mine = runs.jobs().filter(state=state).order_by("-priority", "pk").annotate(made_by=F("configuration__configuration"))
    columns = ("pk", "submitted_by", "priority", "resources", "state", "reason", "made_by", "experiment")
    return [Row(*values) for values in mine.values_list(*columns)[:count]]
