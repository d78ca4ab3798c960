"""ASHA and Hyperband, beyond v1: Optuna's pruners, rebuilt from our rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ..values import Decision, Objective, Observation, Policy, Standing
from .feeding import Feeding
from .schedule import Schedule

if TYPE_CHECKING:
    import optuna


class Pruning(ABC):
    """Keeps what it read of each trial, and feeds Optuna when a trial is asked about."""

    name: str

    def __init__(self, policy: Policy, objective: Objective):
        self.policy, self.objective = policy, objective
        self.schedule = Schedule.of(policy)
        self._known: dict[int, tuple[Observation, int]] = {}
        self._grown: set[int] = set()
        self._feeding: Feeding | None = None

    def read(self, trial: Observation, upto: int) -> None:
        """Take in what it reported up to this interval."""
        known = self._known.get(trial.index)
        if known and known[0] is trial and known[1] == upto:
            return
        self._known[trial.index] = trial, upto
        self._grown.add(trial.index)
        if known and not _same(trial, *known):  # it was tried again, and Optuna takes nothing back
            self._feeding, self._grown = None, set(self._known)

    def decide(self, trial: Observation, interval: int) -> Decision | None:
        """Whether a trial that was read up to this interval is stopped there."""
        if self._feeding is None and (pruner := self.pruner()):
            self._feeding = Feeding(self.name, self.policy, self.objective, pruner)
        if self._feeding is None:
            return None
        for index in sorted(self._grown, key=lambda index: self._turn(index, trial.index)):
            self._feeding.feed(*self._known[index])
        self._grown.clear()
        return self._feeding.verdicts.get((trial.index, interval))

    def _turn(self, index: int, asked: int) -> tuple[bool, bool, int]:
        """Those that are over come first, the one that is asked about last: so it meets all others."""
        return index == asked, self._known[index][0].standing == Standing.ACTIVE, index

    @abstractmethod
    def pruner(self) -> optuna.pruners.BasePruner | None:
        """None while it cannot be made yet: nobody is stopped until then."""


def _same(trial: Observation, known: Observation, upto: int) -> bool:
    """Whether it reported what is known, and perhaps more."""
    return trial.reported is known.reported or trial.reported[:upto].tobytes() == known.reported[:upto].tobytes()


class ASHA(Pruning):
    """Asynchronous successive halving: at min_resource, and at each reduction_factor-fold of it, the best 1 / reduction_factor go on."""

    name = "ASHA"

    def pruner(self) -> optuna.pruners.BasePruner:
        import optuna

        return optuna.pruners.SuccessiveHalvingPruner(self.policy.min_resource, self.policy.reduction_factor)


class Hyperband(Pruning):
    """Several ASHAs that begin later and later; a trial's index decides to which it belongs.

    Without max_resource they are as many as fit the first trial that was completed."""

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
