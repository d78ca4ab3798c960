"""Bayesian: Optuna's TPE or Gaussian process learns from what trials reported which points are worth trying."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import Any

from runs.sweeps.values import Definition, Observation, Point

from .independent import Random
from .library import optuna
from .seeds import seed_of
from .space import Space
from .study import Study

NEEDS = {"tpe": (), "gp": ("torch",)}  # packages beyond those of the studio


class Unavailable(ValueError):
    """A sampler was asked for that this studio cannot run. Says what to do about it."""


def available() -> set[str]:
    """The bayesian samplers that can be used here."""
    return {name for name, needs in NEEDS.items() if all(find_spec(each) for each in needs)}


class Bayesian:
    """The first trials are random, for there is nothing to learn from; so is every one after whom too few have ended."""

    def __init__(self, definition: Definition, space: Space, seed: int) -> None:
        self.kind = definition.sampling.sampler
        if self.kind not in available():
            raise Unavailable(_absent(self.kind))
        self.seed, self.startup = seed, startup(definition.max_total_runs)
        self.random = Random(space, seed)
        self.study = Study(space, definition.objectives)
        self.conditional = any(space.parent(name) for name in space.ordered)

    def ask(self, indexes: Iterable[int], others: Sequence[Observation]) -> list[Point | None]:
        self.study.learn(others)
        learned = self.study.scored >= self.startup
        return [self.study.ask(index, self._sampler(index)) if learned else self.random.point(index) for index in indexes]

    def _sampler(self, index: int) -> Any:
        """Made anew for each index, so that a point does not depend on who asked for the ones before it."""
        samplers, seed = optuna().samplers, seed_of(self.seed, index)
        if self.kind == "gp":
            return samplers.GPSampler(seed=seed, n_startup_trials=self.startup)
        # Parameters that depend on others are learned in groups that occur together.
        groups = {"multivariate": True, "group": True} if self.conditional else {}
        return samplers.TPESampler(seed=seed, n_startup_trials=self.startup, **groups)


def startup(total: int) -> int:
    """How many trials have to have ended with a score before there is a model: Optuna's ten, or a third of a small sweep."""
    return min(10, max(2, total // 3))


def _absent(kind: str) -> str:
    packages = " and ".join(NEEDS[kind])
    return f'The sampler "{kind}" needs {packages}, which is not installed in this studio. Use "tpe", or install {packages} into the studio\'s .venv.'
