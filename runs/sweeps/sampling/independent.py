"""Random and Sobol: what a trial is given depends on the seed and on its index, not on what others reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from runs.sweeps.values import Observation, Point

from .library import optuna
from .seeds import seed_of, start
from .space import Space

NOTHING: Any = None  # neither sampler looks at its study or its trial


class Random:
    """Optuna's RandomSampler, with a seed of its own for each index."""

    def __init__(self, space: Space, seed: int) -> None:
        self.space, self.seed = space, seed

    def ask(self, indexes: Iterable[int], others: Sequence[Observation]) -> list[Point | None]:
        return [self.point(index) for index in indexes]

    def point(self, index: int) -> Point:
        sampler = optuna().samplers.RandomSampler(seed=seed_of(self.seed, index))
        unit = optuna().distributions.FloatDistribution(0.0, 1.0)
        return self.space.at({name: sampler.sample_independent(NOTHING, NOTHING, name, unit) for name in self.space.ordered})


class Sobol:
    """Optuna's QMCSampler: one scrambled Sobol sequence, which covers the space evenly from its first points on."""

    def __init__(self, space: Space, seed: int) -> None:
        self.space, self.seed = space, seed

    def ask(self, indexes: Iterable[int], others: Sequence[Observation]) -> list[Point | None]:
        return [self.point(index) for index in indexes]

    def point(self, index: int) -> Point:
        cube = {name: optuna().distributions.FloatDistribution(0.0, 1.0) for name in self.space.ordered}
        return self.space.at(_sequence(index, start(self.seed)).sample_relative(NOTHING, NOTHING, cube))


def _sequence(index: int, seed: int) -> Any:
    class At(optuna().samplers.QMCSampler):  # type: ignore[misc]
        def _find_sample_id(self, study: Any, search_space: Any) -> int:
            """Optuna counts in its study; an index says it without one."""
            return index

    return At(scramble=True, seed=seed)
