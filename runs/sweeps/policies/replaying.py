"""What a policy would have done on an earlier sweep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..values import Decision, Goal, Objective, Observation, Policy, Standing
from .referee import Rule, rule_of

# So that a preview answers while somebody types; further trials are left out.
INTERVALS = 200_000


@dataclass(frozen=True)
class Stop:
    """A trial that would have been stopped, and how many of its intervals that would have saved."""

    index: int
    decision: Decision
    saved: int


@dataclass(frozen=True)
class Replay:
    """`trials`: how many that reported anything were looked at; `left_out`: how many were not.

    `intervals`: what they reported, `saved` of them after their stop.

    `best`: the best value that was reported, by trial `best_index`; `kept`: the best that would have been. None: nothing was."""

    trials: int
    left_out: int
    intervals: int
    saved: int
    stopped: tuple[Stop, ...]
    best_index: int | None
    best: float | None
    kept: float | None

    @property
    def share(self) -> float:
        """Of all intervals, those that would not have been computed: from 0 to 1."""
        return self.saved / self.intervals if self.intervals else 0.0

    @property
    def best_lost(self) -> bool:
        """Whether the sweep would have ended with a worse result."""
        return self.best != self.kept

    @property
    def text(self) -> str:
        """All of it in one or two sentences."""
        if not self.trials:
            return "No trial of this sweep reported its primary metric, so there is nothing to replay."
        if not self.stopped:
            return f"It would have stopped none of {self._those}."
        done = f"It would have stopped {len(self.stopped)} of {self._those} and saved {self.share:.0%} of their intervals."
        lost = (
            f"The best result would have been {self.kept:.4g} instead of {self.best:.4g}." if self.best_lost else "The best result is kept."
        )
        return f"{done} {lost}"

    @property
    def _those(self) -> str:
        return f"{'the first ' if self.left_out else ''}{self.trials} trial{'s' if self.trials > 1 else ''}"


def replay(policy: Policy, objective: Objective, observations: Sequence[Observation], slots: int | None = None) -> Replay:
    """Run the trials again, as they reported: in order of their indexes, `slots` at a time (None: all at once), one interval each in turn."""
    reported = [each for each in sorted(observations, key=lambda each: each.index) if len(each.reported)]
    told = _bounded(reported)
    rule = rule_of(policy, objective)
    decisions = _Course(rule, told, slots or len(told)).decisions() if rule else {}
    lengths = {each.index: len(each.reported) for each in told}
    stopped = tuple(Stop(index, decision, lengths[index] - decision.interval) for index, decision in sorted(decisions.items()))
    best_index, best = _best(objective, told, {})
    return Replay(
        trials=len(told),
        left_out=len(reported) - len(told),
        intervals=sum(lengths.values()),
        saved=sum(each.saved for each in stopped),
        stopped=stopped,
        best_index=best_index,
        best=best,
        kept=_best(objective, told, decisions)[1],
    )


class _Course:
    """The trials on their slots: a stopped one gives its slot to the next."""

    def __init__(self, rule: Rule, trials: list[Observation], slots: int):
        self.rule, self.slots = rule, slots
        self.waiting = [replace(each, standing=Standing.ACTIVE) for each in reversed(trials)]
        self.running: list[tuple[Observation, int]] = []
        self.found: dict[int, Decision] = {}

    def decisions(self) -> dict[int, Decision]:
        while self.waiting or self.running:
            while self.waiting and len(self.running) < self.slots:
                self.running.append((self.waiting.pop(), 0))
            self.running = [(trial, done + 1) for trial, done in self.running if self._goes_on(trial, done + 1)]
        return self.found

    def _goes_on(self, trial: Observation, interval: int) -> bool:
        self.rule.read(trial, interval)
        decision = self.rule.decide(trial, interval)
        if decision:
            self.found[trial.index] = decision
        if decision or interval == len(trial.reported):
            over = replace(trial, standing=Standing.STOPPED if decision else Standing.COMPLETED)
            self.rule.read(over, interval)
            return False
        return True


def _bounded(trials: list[Observation]) -> list[Observation]:
    total = 0
    for count, each in enumerate(trials):
        total += len(each.reported)
        if total > INTERVALS and count:
            return trials[:count]
    return trials


def _best(objective: Objective, trials: list[Observation], decisions: dict[int, Decision]) -> tuple[int | None, float | None]:
    sign = 1 if objective.goal == Goal.MAXIMIZE else -1
    found: tuple[int | None, float | None] = (None, None)
    for each in trials:
        end = decisions[each.index].interval if each.index in decisions else None
        for value in each.reported[:end].tolist():
            if value == value and (found[1] is None or sign * value > sign * found[1]):
                found = each.index, value
    return found
