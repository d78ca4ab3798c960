"""Bandit: whoever falls behind the best trial by more than the slack is stopped."""

from array import array

import numpy as np

from .comparing import Comparing, Cut
from .ordering import best_so_far, turned_back
from .words import number


class Bandit(Comparing):
    """The best of a trial's intervals up to this one against the best that any trial had at this interval.

    The formula of the ratio (best / (1 + slack_factor)) is published for values above 0. Where the best is below 0 we take it the other
    way round, best * (1 + slack_factor): as it is, it would stop the best trial itself. So maximising a metric and minimising its
    negative are the same sweep."""

    name = "Bandit"

    def measured(self, values: np.ndarray) -> np.ndarray:
        return best_so_far(values)

    def own(self, values: np.ndarray) -> float:
        return float(values.max())

    def cut(self, column: "array[float]", interval: int) -> Cut | None:
        return self._by_amount(column[-1]) if self.policy.slack_factor is None else self._by_ratio(column[-1], 1 + self.policy.slack_factor)

    def _by_ratio(self, best: float, ratio: float) -> Cut:
        shown, sign = number(turned_back(best, self.goal)), "/" if best > 0 else "×"
        return Cut(best / ratio if best > 0 else best * ratio, f"{shown} {sign} {number(ratio)}")

    def _by_amount(self, best: float) -> Cut:
        amount = self.policy.slack_amount or 0
        limit = best - amount
        sign = "−" if turned_back(1, self.goal) > 0 else "+"
        return Cut(limit, f"{number(turned_back(best, self.goal))} {sign} {number(amount)}")
