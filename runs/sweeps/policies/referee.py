"""Who applies a sweep's policy while it runs."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from ..values import Decision, Objective, Observation, Policy, Standing
from .bandit import Bandit
from .median import Median
from .pruning import ASHA, Hyperband
from .schedule import Schedule
from .truncation import Truncation


class Rule(Protocol):
    """A policy at work, asked about one interval after the other.

    What it was given to read it keeps: reading a trial again costs what it reported since."""

    schedule: Schedule

    def read(self, trial: Observation, upto: int) -> None:
        """Take in what a trial reported up to this interval. What is not read does not count."""

    def decide(self, trial: Observation, interval: int) -> Decision | None:
        """Whether a trial that was read up to this interval is stopped there; None also where the policy is not applied."""


RULES: dict[str, Callable[[Policy, Objective], Rule]] = {
    "bandit": Bandit,
    "median": Median,
    "truncation": Truncation,
    "asha": ASHA,
    "hyperband": Hyperband,
}


def rule_of(policy: Policy, objective: Objective) -> Rule | None:
    """None: every trial runs to its end."""
    kind = RULES.get(policy.kind)
    return kind(policy, objective) if kind else None


class Referee:
    """Applies one policy to the trials of one sweep. Keep it while the sweep advances; a new one reads all trials anew, and goes on."""

    def __init__(self, policy: Policy, objective: Objective):
        self._rule = rule_of(policy, objective)
        self._read: dict[int, np.ndarray] = {}  # what was read of each trial; the same array again says nothing new

    def judge(self, trial: Observation, after: int, others: Sequence[Observation]) -> tuple[int, Decision | None]:
        """Up to which interval this trial is judged now, and the first decision to stop it behind interval `after`.

        `others`: all trials of the sweep, this one may be among them. A trial that is over is not stopped any more."""
        reported = len(trial.reported)
        if self._rule is None or trial.standing != Standing.ACTIVE or reported <= after:
            return max(reported, after), None
        for other in others:
            if self._read.get(other.index) is not other.reported and other.index != trial.index:
                self._rule.read(other, len(other.reported))
                self._read[other.index] = other.reported
        self._rule.read(trial, reported)
        decisions = (self._rule.decide(trial, interval) for interval in self._rule.schedule.within(after, reported))
        decision = next((each for each in decisions if each), None)
        return (decision.interval if decision else reported), decision
