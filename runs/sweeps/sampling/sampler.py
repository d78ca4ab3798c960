"""The one way in: points for the indexes of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from runs.sweeps.values import Definition, Observation, Parameter, Point

from .bayesian import Bayesian
from .grid import Grid
from .independent import Random, Sobol
from .space import Space


class Sampler:
    """Draws from `space`, which is what the definition's has become meanwhile. Kept or made anew for every question: the answer is the same."""

    def __init__(self, definition: Definition, space: Sequence[Parameter], seed: int) -> None:
        self._way = _way(definition, Space(space), seed)

    def ask(self, indexes: Sequence[int], observations: Sequence[Observation]) -> list[Point | None]:
        """A point for each index; None where the space has no more.

        `observations`: all that is known of other trials, with negative indexes those of earlier sweeps. Raises Unavailable."""
        asked = set(indexes)
        return self._way.ask(indexes, [each for each in observations if each.index not in asked])


def points(definition: Definition, count: int, seed: int) -> list[Point]:
    """What the first trials would be given: fewer than `count` where the space has fewer. Of bayesian, where it starts."""
    if definition.sampling.kind == "bayesian":
        definition = replace(definition, sampling=replace(definition.sampling, kind="random", rule="random"))
    asked = Sampler(definition, definition.space, seed).ask(range(count), [])
    return [point for point in asked if point is not None]


class _Way(Protocol):
    def ask(self, indexes: Sequence[int], others: Sequence[Observation]) -> list[Point | None]: ...


def _way(definition: Definition, space: Space, seed: int) -> _Way:
    sampling = definition.sampling
    if sampling.kind == "grid":
        return Grid(space, seed)
    if sampling.kind == "bayesian":
        return Bayesian(definition, space, seed)
    return Sobol(space, seed) if sampling.rule == "sobol" else Random(space, seed)
