"""ASHA and Hyperband, beyond v1: Optuna's pruners, fed with what our trials reported."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ..values import Decision, Objective, Observation, Policy, Standing
from . import words
from .ladder import Ladder
from .schedule import Schedule

if TYPE_CHECKING:
    import optuna


class Pruning(ABC):
    """A study in memory whose trials bear our indexes, so that Hyperband puts each into the same bracket again.

    Optuna compares a trial once, when it reaches a rung: what it said then is kept until the trial is asked about."""

    name: str

    def __init__(self, policy: Policy, objective: Objective):
        self.policy, self.goal = policy, objective.goal
        self.schedule = Schedule.of(policy)
        self._known: dict[int, tuple[Observation, int]] = {}
        self._forget()

    def read(self, trial: Observation, upto: int) -> None:
        """Take in what it reported up to this interval."""
        known, read = self._known.get(trial.index, (None, 0))
        if known is trial and read == upto:
            return
        self._known[trial.index] = trial, upto
        self._grown.add(trial.index)
        if known and known.reported is not trial.reported and trial.reported[:read].tobytes() != known.reported[:read].tobytes():
            self._forget()  # it was tried again, and Optuna takes nothing back

    def decide(self, trial: Observation, interval: int) -> Decision | None:
        """Whether a trial that was read up to this interval is stopped there."""
        if self._study or self._begin():
            self._catch_up(trial.index)
        return self._verdicts.get((trial.index, interval))

    @abstractmethod
    def pruner(self) -> optuna.pruners.BasePruner | None:
        """None while it cannot be made yet."""

    def _forget(self) -> None:
        self._study: optuna.Study | None = None
        self._trials: list[optuna.Trial] = []
        self._fed: dict[int, int] = {}  # of each trial, up to which interval
        self._grown = set(self._known)
        self._ladder = Ladder(self.goal, self.policy.reduction_factor)
        self._verdicts: dict[tuple[int, int], Decision] = {}

    def _begin(self) -> bool:
        pruner = self.pruner()
        if pruner is None:
            return False
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        # Hyperband deals out its brackets by this name and a trial's number.
        self._study = optuna.create_study(
            study_name="trainshed", direction=self.goal.value, pruner=pruner, sampler=optuna.samplers.RandomSampler(0)
        )
        return True

    def _catch_up(self, last: int) -> None:
        """Feed what was read and not fed yet: trials that are over first, the one that is asked about last, so that it meets all others."""
        for index in sorted(self._grown, key=lambda each: (each == last, self._known[each][0].standing == Standing.ACTIVE, each)):
            trial, upto = self._known[index]
            for interval in self._rungs(self._fed.get(index, 0), upto):
                self._feed(index, interval, float(trial.reported[interval - 1]))
            self._fed[index] = upto
        self._grown.clear()

    def _feed(self, index: int, interval: int, value: float) -> None:
        while len(self._trials) <= index:
            self._trials.append(self._study.ask())
        trial = self._trials[index]
        trial.report(value, interval)
        prunes = trial.should_prune()
        self._ladder.reached(index, interval, self._completed(index), value)
        if prunes:
            self._verdicts[index, interval] = self._verdict(index, interval, value)

    def _completed(self, index: int) -> int:
        """How many rungs this trial has reached."""
        attributes = self._study.get_trials(deepcopy=False)[index].system_attrs
        return sum(name.startswith("completed_rung_") for name in attributes)

    def _rungs(self, after: int, upto: int) -> list[int]:
        """The intervals at which some rung may be reached: at all others Optuna would answer no, at some cost."""
        found, resource = [], self.policy.min_resource
        while (interval := self.schedule.at_or_after(resource)) <= upto:
            if interval > after and interval not in found:
                found.append(interval)
            resource *= self.policy.reduction_factor
        return found

    def _verdict(self, index: int, interval: int, value: float) -> Decision:
        if math.isnan(value):
            return Decision(self.name, interval, value, math.nan, f"Stopped at interval {interval}: NaN is no number ({self.name})")
        limit, origin = self._ladder.limit(index)
        return Decision(self.name, interval, value, limit, words.stopped(self.name, interval, self.goal, value, limit, origin))


class ASHA(Pruning):
    """Asynchronous successive halving: at min_resource, and at each reduction_factor-fold of it, the best 1 / reduction_factor go on."""

    name = "ASHA"

    def pruner(self) -> optuna.pruners.BasePruner:
        import optuna

        return optuna.pruners.SuccessiveHalvingPruner(self.policy.min_resource, self.policy.reduction_factor)


class Hyperband(Pruning):
    """Several ASHAs that begin later and later; a trial's index decides to which it belongs.

    Without max_resource they are as many as fit the first trial that was completed: until then nobody is stopped."""

    name = "Hyperband"

    def pruner(self) -> optuna.pruners.BasePruner | None:
        most = self.policy.max_resource or self._longest()
        if most is None:
            return None
        import optuna

        return optuna.pruners.HyperbandPruner(self.policy.min_resource, max(most, self.policy.min_resource), self.policy.reduction_factor)

    def _longest(self) -> int | None:
        completed = [index for index, (trial, _) in self._known.items() if trial.standing == Standing.COMPLETED and len(trial.reported)]
        return len(self._known[min(completed)][0].reported) if completed else None
