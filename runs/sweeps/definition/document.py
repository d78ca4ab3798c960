from __future__ import annotations

from typing import Any

from runs.runconfig.errors import RunconfigError
from runs.runconfig.nodes import Map, Node
from runs.runconfig.reading import read_nodes
from runs.runconfig.shape import NOTHING
from runs.runconfig.tree import places, values


class Document:
    """The definition of a sweep as somebody wrote it. The text is kept to the byte; keys are spelled as they stand there."""

    def __init__(self, text: str) -> None:
        """Raises RunconfigError, with line and column, for what is no YAML map and for what is hostile."""
        self.text = text
        # Windows editors begin a file with a mark that is no part of it.
        self.body = text.removeprefix("\ufeff")
        self.root = _root(_nodes(self.body))
        self.written: dict[str, Any] = values(self.root, NOTHING) or {}
        self._places = dict(places(self.root, NOTHING))

    def lines(self, path: tuple[str | int, ...]) -> tuple[int, int] | None:
        """Line and column, from 1, of a path or of what stands nearest above it; None for the whole."""
        while path and path not in self._places:
            path = path[:-1]
        if not path:
            return None
        key, node = self._places[path]
        at = node if key is None or (node.kind == "scalar" and not node.empty) or node.flow else key
        return at.line, at.column


def _nodes(text: str) -> Node | None:
    """The reader's own sentences are about run configurations."""
    try:
        return read_nodes(text)
    except RunconfigError as error:
        raise RunconfigError(error.sentence.replace("run configuration", "sweep's definition"), error.line, error.column) from None


def _root(node: Node | None) -> Node | None:
    if node is None or isinstance(node, Map) or (node.kind == "scalar" and node.value is None):
        return node
    kind = "a list" if node.kind == "list" else "one single value"
    raise RunconfigError(
        f"This is {kind}, and a sweep's definition has keys such as `sampling:` and `max_total_runs: 20`.", node.line, node.column
    )
