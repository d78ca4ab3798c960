"""Optuna's pruners at work on what our trials reported."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..values import Decision, Objective, Observation, Policy
from . import words
from .ladder import Ladder
from .schedule import Schedule

if TYPE_CHECKING:
    import optuna


class Feeding:
    """A study in memory whose trials bear our indexes: Hyperband deals out its brackets by the study's name and a trial's number.

    Optuna compares a trial once, when it reaches a rung; `verdicts` keeps what it said then, by the trial's index and the interval."""

    def __init__(self, name: str, policy: Policy, objective: Objective, pruner: optuna.pruners.BasePruner):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        sampler = optuna.samplers.RandomSampler(0)  # of no use here, and the quickest to make
        self.name, self.policy, self.goal = name, policy, objective.goal
        self.study = optuna.create_study(study_name="trainshed", direction=self.goal.value, pruner=pruner, sampler=sampler)
        self.verdicts: dict[tuple[int, int], Decision] = {}
        self._schedule = Schedule.of(policy)
        self._ladder = Ladder(self.goal, policy.reduction_factor)
        self._trials: list[optuna.Trial] = []
        self._fed: dict[int, int] = {}  # of each trial, up to which interval

    def feed(self, trial: Observation, upto: int) -> None:
        """What it reported since it was fed last, up to this interval."""
        for interval in self._rungs(self._fed.get(trial.index, 0), upto):
            self._report(trial.index, interval, float(trial.reported[interval - 1]))
        self._fed[trial.index] = upto

    def _rungs(self, after: int, upto: int) -> list[int]:
        """The intervals at which some rung may be reached: at all others Optuna would answer no, at some cost."""
        found: list[int] = []
        resource = self.policy.min_resource
        while (interval := self._schedule.at_or_after(resource)) <= upto:
            if interval > after and interval not in found:
                found.append(interval)
            resource *= self.policy.reduction_factor
        return found

    def _report(self, index: int, interval: int, value: float) -> None:
        while len(self._trials) <= index:
            self._trials.append(self.study.ask())
        trial = self._trials[index]
        trial.report(value, interval)
        prunes = trial.should_prune()
        self._ladder.reached(index, interval, self._completed(index), value)
        if prunes:
            self.verdicts[index, interval] = self._verdict(index, interval, value)

    def _completed(self, index: int) -> int:
        """How many rungs this trial has reached."""
        attributes = self.study.get_trials(deepcopy=False)[index].system_attrs
        return sum(name.startswith("completed_rung_") for name in attributes)

    def _verdict(self, index: int, interval: int, value: float) -> Decision:
        if math.isnan(value):
            return Decision(self.name, interval, value, math.nan, f"Stopped at interval {interval}: NaN is no number ({self.name})")
        limit, origin = self._ladder.limit(index)
        return Decision(self.name, interval, value, limit, words.stopped(self.name, interval, self.goal, value, limit, origin))
