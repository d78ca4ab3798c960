"""Grid: every point of a space of choices once, in an order that the seed shuffles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from runs.sweeps.values import Observation, Point

from .library import optuna
from .seeds import start
from .space import Forest, Space

# GridSampler writes the whole grid down. A larger one is never done in full: its points are drawn, and each is taken once.
WRITTEN_DOWN = 100_000
WORD = 32  # bits of one draw


class Grid:
    """The point of an index is that place of the order.

    Only where another trial has that point already, for the space was extended or an earlier sweep is gone on with, it is the first that is free."""

    def __init__(self, space: Space, seed: int) -> None:
        self.forest = Forest(space)
        self._numbers = _shuffled(self.forest.size, start(seed))
        self._order: list[Point] = []

    def ask(self, indexes: Iterable[int], others: Sequence[Observation]) -> list[Point | None]:
        """None where every point of the space was given to a trial."""
        given = {_key(each.parameters) for each in others}
        asked = []
        for index in indexes:
            asked.append(point := self._free(index, given))
            given |= {_key(point)} if point is not None else set()
        return asked

    def _free(self, index: int, given: set[frozenset]) -> Point | None:
        own = [index] if index < self.forest.size else []
        return next((self._at(place) for place in chain(own, range(self.forest.size)) if _key(self._at(place)) not in given), None)

    def _at(self, place: int) -> Point:
        while len(self._order) <= place:
            self._order.append(self.forest.point(next(self._numbers)))
        return self._order[place]


def _shuffled(size: int, seed: int) -> Iterator[int]:
    return _written_down(size, seed) if size <= WRITTEN_DOWN else _drawn(size, seed)


def _written_down(size: int, seed: int) -> Iterator[int]:
    study = optuna().create_study(sampler=optuna().samplers.GridSampler({"point": range(size)}, seed=seed))
    number = {"point": optuna().distributions.IntDistribution(0, size - 1)}
    for _ in range(size):
        yield study.ask(number).params["point"]


def _drawn(size: int, seed: int) -> Iterator[int]:
    sampler, unit = optuna().samplers.RandomSampler(seed=seed), optuna().distributions.FloatDistribution(0.0, 1.0)
    seen: set[int] = set()
    # A float has 53 bits, and a number of a point may have a thousand: with too few, some options would never be drawn.
    words = size.bit_length() // WORD + 2
    while True:
        bits = 0
        for _ in range(words):
            bits = bits << WORD | int(sampler.sample_independent(None, None, "point", unit) * 2**WORD)
        number = bits * size >> WORD * words
        if number not in seen:
            seen.add(number)
            yield number


def _key(point: Point) -> frozenset:
    return frozenset((name, repr(value)) for name, value in point.items())
