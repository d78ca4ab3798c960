"""What v1's three policies have in common: a trial is compared with all trials at the same interval."""

from abc import ABC, abstractmethod
from array import array
from dataclasses import dataclass

import numpy as np

from ..values import Decision, Objective, Observation, Policy
from . import words
from .board import Board
from .ordering import turned, turned_back, worse
from .schedule import Schedule


@dataclass(frozen=True)
class Cut:
    """A trial below `limit` (greater is better) is stopped; `text` says where the limit comes from, if that is more than itself."""

    limit: float
    text: str = ""


class Comparing(ABC):
    """Read every trial, then decide on one: a trial that was not read does not count."""

    name: str

    def __init__(self, policy: Policy, objective: Objective):
        self.policy, self.goal = policy, objective.goal
        self.schedule = Schedule.of(policy)
        self.board = Board(self.schedule, lambda reported: self.measured(turned(reported, self.goal)))

    def read(self, trial: Observation, upto: int) -> None:
        """Take in what it reported up to this interval."""
        self.board.read(trial, upto)

    def decide(self, trial: Observation, interval: int) -> Decision | None:
        """Whether a trial that was read up to this interval is stopped there."""
        if not self.schedule.applies(interval):
            return None
        own = self.own(turned(trial.reported[:interval], self.goal))
        cut = self.cut(self.board.at(interval), interval)
        if cut is None or not worse(own, cut.limit):
            return None
        value, limit = (turned_back(each, self.goal) for each in (own, cut.limit))
        # What is worse than every number was NaN, or as good as that.
        value = float(value) if np.isfinite(value) else float("nan")
        return Decision(self.name, interval, value, limit, words.stopped(self.name, interval, self.goal, value, limit, cut.text))

    @abstractmethod
    def measured(self, values: np.ndarray) -> np.ndarray:
        """By which number others know a trial at each interval."""

    @abstractmethod
    def own(self, values: np.ndarray) -> float:
        """By which number a trial that has reported this is judged."""

    @abstractmethod
    def cut(self, column: "array[float]", interval: int) -> Cut | None:
        """Where the line is among these, worst first. None: nobody is stopped."""
