"""What a trial's script gets behind its other arguments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..values import Parameter, Point, Value


def flag(name: str) -> str:
    """A name that has no dashes gets two, as in Azure ML."""
    return name if name.startswith("-") else f"--{name}"


def arguments(point: Point) -> list[str]:
    """`--name value` for each parameter, by the alphabet of their names. Every value as Python prints it: True, 25, 1.957125789732623."""
    return [part for name in sorted(point) for part in (flag(name), text_of(point[name]))]


def text_of(value: Value) -> str:
    return value if isinstance(value, str) else str(value)


def collisions(given: Sequence[object], space: Iterable[Parameter]) -> list[str]:
    """The flags of parameters that are among these arguments already, as `--lr 0.1` or `--lr=0.1`, in the order of the space."""
    said = {str(argument).partition("=")[0] for argument in given if str(argument).startswith("-")}
    return [flag(parameter.name) for parameter in space if flag(parameter.name) in said]
