"""Who had what at which rung, to say in words why Optuna prunes."""

from ..values import Goal


class Ladder:
    """Optuna answers yes or no; its rule, for a line in words: of n trials at a rung the best n // reduction_factor go on, at least one."""

    def __init__(self, goal: Goal, reduction_factor: int):
        self.goal, self.reduction_factor = goal, reduction_factor
        self._entered: dict[int, int] = {}  # of each trial, at which interval it reached its first rung: brackets differ in it
        self._highest: dict[int, int] = {}
        self._values: dict[tuple[int, int], list[float]] = {}

    def reached(self, index: int, interval: int, rungs: int, value: float) -> None:
        """The trial has reached this many rungs, the new ones with this value."""
        if not rungs:
            return
        entered = self._entered.setdefault(index, interval)
        for rung in range(self._highest.get(index, 0), rungs):
            self._values.setdefault((entered, rung), []).append(value)
        self._highest[index] = rungs

    def limit(self, index: int) -> tuple[float, str]:
        """What the trial should have had at its highest rung, and where that comes from."""
        rung = self._highest[index] - 1
        rivals = sorted(self._values[self._entered[index], rung], reverse=self.goal == Goal.MAXIMIZE)
        going_on = max(len(rivals) // self.reduction_factor, 1)
        return rivals[going_on - 1], f"not among the best {going_on} of {len(rivals)} at rung {rung + 1}"
