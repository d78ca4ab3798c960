"""What all trials had at each interval at which a policy is applied."""

from array import array
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..values import Observation
from .schedule import Schedule


@dataclass
class _Row:
    reported: np.ndarray
    measured: np.ndarray
    columns: int = 0  # how many of the board's it is in

    def grown(self, now: np.ndarray) -> bool:
        """Whether `now` is what was reported, and perhaps more."""
        known = len(self.reported)
        return now is self.reported or (known <= len(now) and now[:known].tobytes() == self.reported.tobytes())


class Board:
    """A column for each such interval: the measure of every trial that reached it, sorted, worst first.

    `measure` makes one number for each interval, greater is better, from what a trial reported. Reading a trial again costs
    what it reported since; a trial that was tried again is read anew."""

    def __init__(self, schedule: Schedule, measure: Callable[[np.ndarray], np.ndarray]):
        self.schedule = schedule
        self.measure = measure
        self._columns: list[array[float]] = []
        self._rows: dict[int, _Row] = {}

    def read(self, trial: Observation, upto: int) -> None:
        """Take in what the trial reported in its intervals up to this one."""
        row = self._row(trial)
        wanted = self.schedule.count(upto)
        if wanted > row.columns:
            self._enter(row, wanted)

    def withdraw(self, index: int) -> None:
        """Forget this trial."""
        if not (row := self._rows.pop(index, None)):
            return
        for column, value in enumerate(self._entries(row, 0, row.columns)):
            self._columns[column].pop(bisect_left(self._columns[column], value))

    def at(self, interval: int) -> "array[float]":
        """The column of an interval at which the policy is applied, once some trial that reached it was read."""
        return self._columns[self.schedule.count(interval) - 1]

    def _row(self, trial: Observation) -> _Row:
        row = self._rows.get(trial.index)
        if row and row.reported is trial.reported:
            return row
        if row and not row.grown(trial.reported):
            self.withdraw(trial.index)
            row = None
        new = _Row(trial.reported, self.measure(trial.reported), row.columns if row else 0)
        self._rows[trial.index] = new
        return new

    def _enter(self, row: _Row, wanted: int) -> None:
        self._columns += [array("d") for _ in range(wanted - len(self._columns))]
        for column, value in enumerate(self._entries(row, row.columns, wanted), row.columns):
            insort(self._columns[column], value)
        row.columns = wanted

    def _entries(self, row: _Row, start: int, end: int) -> list[float]:
        first, every = self.schedule.first, self.schedule.every
        return row.measured[first - 1 + start * every : first + (end - 1) * every : every].tolist()
