"""A space as samplers see it: parameters in an order in which conditions are decided, and the points of a finite one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

from runs.sweeps.values import Parameter, Point, Value

from .expressions import Choice, expression


def size(space: Sequence[Parameter]) -> int | None:
    """How many points it has; None where they cannot be counted, for not every parameter is a choice."""
    return Forest(Space(space)).size if all(each.expression == "choice" for each in space) else None


class Space:
    """`ordered` has what a condition refers to before the parameter that has the condition."""

    def __init__(self, parameters: Sequence[Parameter]) -> None:
        self.names = [each.name for each in parameters]
        self.ordered = _parents_first(parameters)
        self.expressions = {each.name: expression(each) for each in parameters}
        self._conditions = {each.name: _condition(each) for each in parameters}

    def point(self, draw: Callable[[str], Value]) -> Point:
        """The parameters that exist, each as `draw` has it; in the order of the definition."""
        found: dict[str, Value] = {}
        for name in self.ordered:
            if self.exists(name, found):
                found[name] = draw(name)
        return {name: found[name] for name in self.names if name in found}

    def at(self, units: Mapping[str, float]) -> Point:
        """The point of numbers in [0, 1), one for each parameter."""
        return self.point(lambda name: self.expressions[name].at(units[name]))

    def exists(self, name: str, point: Point) -> bool:
        """Whether this parameter's condition is met. `point` has those before it in `ordered`."""
        if (condition := self._conditions[name]) is None:
            return True
        parent, keys = condition
        return parent in point and _key(point[parent]) in keys

    def parent(self, name: str) -> str | None:
        return condition[0] if (condition := self._conditions[name]) else None


class Forest:
    """The points of a space of choices, numbered. A parameter has one condition at most: so they grow as trees."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._children: dict[str | None, list[str]] = {}
        for name in space.ordered:
            self._children.setdefault(space.parent(name), []).append(name)
        self._options = {name: _distinct(space.expressions[name]) for name in space.ordered}
        self._counts: dict[str, list[int]] = {}  # of each option: how many points the parameters have that it brings
        for name in reversed(space.ordered):
            self._counts[name] = [prod(self._sizes(self._brought(name, option))) for option in self._options[name]]
        self.size = prod(self._sizes(self._children.get(None, [])))

    def point(self, number: int) -> Point:
        """The point of a number below `size`."""
        found: dict[str, Value] = {}
        open_ = [(self._children.get(None, []), number)]
        while open_:
            names, number = open_.pop()
            for name, own in zip(names, _digits(number, self._sizes(names)), strict=True):
                found[name], rest = self._option(name, own)
                open_.append((self._brought(name, found[name]), rest))
        return {name: found[name] for name in self.space.names if name in found}

    def _option(self, name: str, number: int) -> tuple[Value, int]:
        for option, count in zip(self._options[name], self._counts[name], strict=True):
            if number < count:
                return option, number
            number -= count
        raise IndexError(number)

    def _brought(self, name: str, option: Value) -> list[str]:
        return [child for child in self._children.get(name, []) if self.space.exists(child, {name: option})]

    def _sizes(self, names: Sequence[str]) -> list[int]:
        return [sum(self._counts[name]) for name in names]


def _digits(number: int, sizes: Sequence[int]) -> list[int]:
    digits = []
    for each in sizes:
        number, digit = divmod(number, each)
        digits.append(digit)
    return digits


def _distinct(choice: object) -> list[Value]:
    assert isinstance(choice, Choice)
    return list({repr(option): option for option in choice.options}.values())


def _parents_first(parameters: Sequence[Parameter]) -> list[str]:
    left = {each.name: each.when.name if each.when else None for each in sorted(parameters, key=lambda each: each.name)}
    ordered: list[str] = []
    while ready := [name for name, parent in left.items() if parent not in left]:
        ordered += ready
        left = {name: parent for name, parent in left.items() if name not in ready}
    return ordered


def _condition(parameter: Parameter) -> tuple[str, frozenset] | None:
    return (parameter.when.name, frozenset(map(_key, parameter.when.values))) if parameter.when else None


def _key(value: Value) -> tuple[bool, Value]:
    return isinstance(value, bool), value  # 1 == 1.0, but True is another option
