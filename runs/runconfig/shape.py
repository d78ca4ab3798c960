"""What may stand where: the models' fields as a tree by camelCase key, for normalising keys and finding unknown ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from .keys import canonical


@dataclass(slots=True)
class Shape:
    """`fields` of a section; `each` of a list's items or of a map whose keys are the user's. Neither: a plain value, or anything."""

    fields: dict[str, Shape] = field(default_factory=dict)
    each: Shape | None = None
    users: bool = False
    model: type[BaseModel] | None = None

    def key(self, written: str) -> str:
        """The key as this place calls it."""
        return canonical(written) if self.model else written

    def below(self, key: str) -> Shape:
        return self.fields.get(key) or (self.each if self.each and not self.model else None) or NOTHING


NOTHING = Shape()


@lru_cache
def whole_shape() -> Shape:
    from .configuration import RunConfiguration

    return of_model(RunConfiguration)


def of_model(model: type[BaseModel]) -> Shape:
    fields = {info.alias or name: _of_type(info.annotation) for name, info in model.model_fields.items()}
    return Shape(fields=fields, model=model)


def _of_type(annotation: Any) -> Shape:
    for kind in _flat(annotation):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return of_model(kind)
        if get_origin(kind) is dict:
            return Shape(each=_of_type(get_args(kind)[1]), users=True)
        if get_origin(kind) is list:
            return Shape(each=_of_type(get_args(kind)[0]))
    return Shape()


def _flat(annotation: Any) -> Iterator[Any]:
    """The kinds of a union, whatever is wrapped around them."""
    if get_origin(annotation) in (dict, list) or isinstance(annotation, type):
        yield annotation
        return
    for part in get_args(annotation):
        yield from _flat(part)


def steps(path: str | tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A path as a tuple. In a map of the user's own keys the rest is the key, dots and all: `spark.configuration.spark.app.name`."""
    return path if isinstance(path, tuple) else tuple(_split(path, whole_shape()))


def _split(path: str, shape: Shape) -> Iterator[str | int]:
    while path:
        head, _, path = path.partition(".")
        if shape.users and path and not (shape.each and shape.each.model):
            head, path = f"{head}.{path}", ""
        yield int(head) if head.isdigit() and not shape.users and not shape.model else head
        shape = shape.below(head)
