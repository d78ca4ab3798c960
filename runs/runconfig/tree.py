"""From nodes to plain values with the keys that the models know, and from a path to its node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .nodes import List, Map, Node
from .shape import Shape


def key_text(key: Node) -> str:
    """A key as a string, however it was read: `1:` and `true:` are words here."""
    return str(getattr(key.value, "text", "" if key.value is None else key.value))


def values(node: Node | None, shape: Shape) -> Any:
    """What a node says. Of a key that is there in two spellings the last one counts, as it did for Azure ML."""
    if isinstance(node, Map):
        return {key: values(value, shape.below(key)) for key, _key, value in members(node, shape)}
    if isinstance(node, List):
        return [values(item, shape.below("")) for item in node.items]
    return None if node is None else node.value


def members(node: Map, shape: Shape) -> Iterator[tuple[str, Node, Node]]:
    """(key as the models call it, its node, value), merged maps (`<<`) first, for what is written out wins over them."""
    for key, value in node.pairs:
        if key.tag == "merge":
            for source in value.items if isinstance(value, List) else [value]:
                if isinstance(source, Map):
                    yield from members(source, shape)
    for key, value in node.pairs:
        if key.tag != "merge":
            yield shape.key(key_text(key)), key, value


Place = tuple[Node | None, Node]


def places(node: Node | None, shape: Shape, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Place]]:
    """(path, (key, value)) of everything that is written; of a path that is there twice, the last one counts."""
    if isinstance(node, Map):
        last = {name: (key, value) for name, key, value in members(node, shape)}
        for name, (key, value) in last.items():
            yield (*path, name), (key, value)
            yield from places(value, shape.below(name), (*path, name))
    elif isinstance(node, List):
        for position, item in enumerate(node.items):
            yield (*path, position), (None, item)
            yield from places(item, shape.below(""), (*path, position))


def find(node: Node | None, shape: Shape, path: tuple[str | int, ...]) -> Place | None:
    """(key, value) of a path, the key None for a list's item and for the whole."""
    key: Node | None = None
    for step in path:
        found = _step(node, shape, step)
        if found is None:
            return None
        key, node = found
        shape = shape.below(str(step))
    return None if node is None else (key, node)


def _step(node: Node | None, shape: Shape, step: str | int) -> Place | None:
    if isinstance(node, List) and isinstance(step, int) and 0 <= step < len(node.items):
        return None, node.items[step]
    if isinstance(node, Map):
        hits = [(key, value) for name, key, value in members(node, shape) if name == str(step)]
        return hits[-1] if hits else None
    return None
