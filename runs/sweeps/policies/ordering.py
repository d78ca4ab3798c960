"""Numbers turned so that the greater one is the better one, whatever the goal."""

import math

import numpy as np

from ..values import Goal

WORST = -math.inf
# Far below what anybody means by "worse", far above what a mean or a quotient of doubles is wrong by: equal stays equal.
ROUNDING = 1e-12


def turned(values: np.ndarray, goal: Goal) -> np.ndarray:
    """NaN is worse than every number."""
    return np.where(np.isnan(values), WORST, values if goal == Goal.MAXIMIZE else -values)


def turned_back(value: float, goal: Goal) -> float:
    return value if goal == Goal.MAXIMIZE else -value


def worse(value: float, limit: float) -> bool:
    return value < limit and not math.isclose(value, limit, rel_tol=ROUNDING)


def best_so_far(values: np.ndarray) -> np.ndarray:
    """At each interval the best of the intervals up to it."""
    return np.maximum.accumulate(values)


def mean_so_far(values: np.ndarray) -> np.ndarray:
    """At each interval the mean of the intervals up to it."""
    with np.errstate(invalid="ignore"):  # inf - inf
        means = np.cumsum(values) / np.arange(1, len(values) + 1)
    return np.where(np.isnan(means), WORST, means)
