"""Truncation selection: at each evaluation the lowest trials are stopped."""

from array import array

import numpy as np

from ..values import Observation, Standing
from .comparing import Comparing, Cut


class Truncation(Comparing):
    """What a trial reported at this interval against what all that reached it reported there.

    Of n trials the lowest n * truncation_percentage / 100, rounded down, are stopped. One that ties with a trial that stays, stays."""

    name = "TruncationSelection"

    def read(self, trial: Observation, upto: int) -> None:
        if self.policy.exclude_finished_jobs and trial.standing != Standing.ACTIVE:
            return self.board.withdraw(trial.index)
        return super().read(trial, upto)

    def measured(self, values: np.ndarray) -> np.ndarray:
        return values

    def own(self, values: np.ndarray) -> float:
        return float(values[-1])

    def cut(self, column: "array[float]", interval: int) -> Cut | None:
        share = self.policy.truncation_percentage or 0
        stopped = len(column) * share // 100
        return Cut(column[stopped], f"among the worst {stopped} of {len(column)} trials ({share} %)") if stopped else None
