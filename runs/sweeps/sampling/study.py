"""An Optuna study in memory that says what the rows of a sweep say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from runs.sweeps.values import Goal, Objective, Observation, Point, Standing

from .library import optuna
from .space import Space

ENDED = (Standing.COMPLETED, Standing.STOPPED)
Facts = tuple[Point, Standing, tuple[float, ...]]  # what a model sees of a trial; a score only where it ended


class Study:
    """Learns observations, and asks a sampler of Optuna for more. What it has learned is looked at again only where it changed."""

    def __init__(self, space: Space, objectives: Sequence[Objective]) -> None:
        self.space, self.objectives = space, objectives
        self._distributions = {name: each.distribution() for name, each in space.expressions.items()}
        self._numbers: dict[int, int] = {}  # Optuna's number of an index
        self._learned: dict[int, Facts] = {}
        self._shown: dict[int, Observation] = {}  # what `_learned` was made of
        self._forget()

    def learn(self, observations: Sequence[Observation]) -> None:
        """All that is known by now. Points that this space does not have, as those of an earlier sweep may be, are left out."""
        # Whoever asks often shows the same values again: a thousand of them cost nothing then.
        known = {each.index: self._kept(each) or self._facts(each) for each in observations}
        self._shown = {each.index: each for each in observations}
        if any(_contradicted(was, known.get(index)) for index, was in self._learned.items()):
            self._forget()
        for index, facts in known.items():
            if (was := self._learned.get(index)) is not facts and was != facts:
                self._take_up(index, *facts)
        self._learned = known

    @property
    def scored(self) -> int:
        """How many trials a model can be made of."""
        return sum(self._learned[index][1] in ENDED for index in self._numbers)

    def ask(self, index: int, sampler: Any) -> Point:
        """A point for that index, which counts as being tried from now on."""
        self.optuna.sampler = sampler
        trial = self.optuna.ask()
        point = self.space.point(lambda name: self._drawn(trial, name))
        # From here on it is what its row says, rounded: so this study knows what one that is made anew from the rows does.
        self.optuna.tell(trial, state=optuna().trial.TrialState.FAIL)
        self._count += 1
        self._learned[index] = (point, Standing.ACTIVE, ())
        self._take_up(index, *self._learned[index])
        return point

    def _drawn(self, trial: Any, name: str) -> Any:
        return self.space.expressions[name].outer(_suggested(trial, name, self._distributions[name]))

    def _forget(self) -> None:
        self.optuna = optuna().create_study(directions=[each.goal.value for each in self.objectives])
        self._count = 0
        self._numbers.clear()
        self._learned = {}

    def _kept(self, seen: Observation) -> Facts | None:
        return self._learned.get(seen.index) if self._shown.get(seen.index) is seen else None

    def _facts(self, seen: Observation) -> Facts:
        values = self._values(seen) if seen.standing in ENDED else ()
        lost = seen.standing != Standing.ACTIVE and not values
        return seen.parameters, Standing.FAILED if lost else seen.standing, values

    def _values(self, seen: Observation) -> tuple[float, ...]:
        """What it is judged by; () where it says nothing. Whoever logged NaN or infinity alone was as bad as can be."""
        scores = [score for score in seen.scores if score is not None and math.isfinite(score)]
        if len(scores) == len(self.objectives):
            return tuple(scores)
        if len(self.objectives) > 1 or not len(seen.reported):
            return ()
        return (math.inf if self.objectives[0].goal == Goal.MINIMIZE else -math.inf,)

    def _take_up(self, index: int, point: Point, standing: Standing, values: tuple[float, ...]) -> None:
        states = optuna().trial.TrialState
        state = states.RUNNING if standing == Standing.ACTIVE else states.COMPLETE if values else states.FAIL
        if (number := self._numbers.get(index)) is not None:
            self.optuna.tell(number, values=list(values) or None, state=state)
        elif (inner := self._inner(point)) is not None:
            own = {name: self._distributions[name] for name in inner}
            self.optuna.add_trial(optuna().trial.create_trial(state=state, values=list(values) or None, params=inner, distributions=own))
            self._numbers[index], self._count = self._count, self._count + 1

    def _inner(self, point: Point) -> dict[str, Any] | None:
        """The point as Optuna has it; None where it is none of this space."""
        names = [name for name in self.space.ordered if self.space.exists(name, point)]
        inner = {name: self.space.expressions[name].inner(point.get(name)) for name in names}
        return inner if set(names) == set(point) and None not in inner.values() else None


def _contradicted(was: Facts, now: Facts | None) -> bool:
    """Whether it has to be unlearned: a point that was asked for and never tried, a trial that is tried again."""
    return now is None or (was is not now and (was[0] != now[0] or (was[1] != Standing.ACTIVE and was != now)))


def _suggested(trial: Any, name: str, distribution: Any) -> int | float:
    kinds = optuna().distributions
    if isinstance(distribution, kinds.CategoricalDistribution):
        return trial.suggest_categorical(name, distribution.choices)
    suggest = trial.suggest_int if isinstance(distribution, kinds.IntDistribution) else trial.suggest_float
    return suggest(name, distribution.low, distribution.high)
