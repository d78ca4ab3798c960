"""Median stopping: whoever's best is worse than the middle of all trials' averages is stopped."""

from array import array

import numpy as np

from .comparing import Comparing, Cut
from .ordering import WORST, mean_so_far


class Median(Comparing):
    """The best of a trial's intervals up to this one against the median, over all trials that reached it, of the mean of theirs."""

    name = "MedianStopping"

    def measured(self, values: np.ndarray) -> np.ndarray:
        return mean_so_far(values)

    def own(self, values: np.ndarray) -> float:
        return float(values.max())

    def cut(self, column: "array[float]", interval: int) -> Cut | None:
        low, high = column[(len(column) - 1) // 2], column[len(column) // 2]
        # Half of the way between "no number" and a number is still no number.
        median = WORST if low == WORST else (low + high) / 2
        return Cut(median, f"the median of {len(column)} averages over {interval} interval{'s' if interval > 1 else ''}")
