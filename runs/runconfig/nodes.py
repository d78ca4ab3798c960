"""A YAML text as a tree that knows where each of its values stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Written:
    """A plain scalar that is no string, with its spelling: `1.10` as a version is not 1.1."""

    value: Any
    text: str


@dataclass(slots=True)
class Node:
    """One value. `start` and `end` are offsets into the text, `line` and `column` count from 1."""

    start: int
    end: int
    line: int
    column: int
    # A string for a scalar with its quotes resolved; for maps and lists, what is in them.
    value: Any = None
    # "|", ">", "'", '"' or empty.
    style: str = ""
    flow: bool = False
    # Reached through an alias: an edit here would change more than one place.
    shared: bool = False
    # The alias itself (`*name`), which can be written over.
    alias: bool = False
    tag: str = ""

    kind = "scalar"

    @property
    def empty(self) -> bool:
        """Null by leaving it out: its place says nothing."""
        return self.kind == "scalar" and self.start == self.end


@dataclass(slots=True)
class Map(Node):
    pairs: list[tuple[Node, Node]] = field(default_factory=list)

    kind = "map"


@dataclass(slots=True)
class List(Node):
    items: list[Node] = field(default_factory=list)

    kind = "list"


def last_offset(node: Node) -> int:
    """Where the text of a node ends. (A parser's own mark of a block's end lies behind the comments that follow it.)"""
    if node.flow or node.kind == "scalar":
        return node.end
    inner = [value for _key, value in node.pairs[-1:]] if isinstance(node, Map) else node.items[-1:] if isinstance(node, List) else []
    return max([node.start, *(last_offset(each) for each in inner)])


def plain(value: Any) -> Any:
    """What JSON can hold of a value as it was read."""
    if isinstance(value, Written):
        value = value.value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def descend(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Map):
        for key, value in node.pairs:
            yield from descend(key)
            yield from descend(value)
    elif isinstance(node, List):
        for item in node.items:
            yield from descend(item)
