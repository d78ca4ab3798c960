from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import casting, emit, legacy
from .errors import RunconfigError
from .nodes import Map, Node, plain
from .reading import read_nodes
from .shape import steps, whole_shape
from .tree import Place, places, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .configuration import RunConfiguration

Path = str | tuple[str | int, ...]


class Document:
    """A run configuration as somebody wrote it, and what it says.

    The text is kept to the byte; `set` and `unset` change the one place they name, and nothing else."""

    def __init__(self, text: str, legacy_text: str | None = None, notes: tuple[str, ...] = ()) -> None:
        # Windows editors begin a file with a mark that is no part of it; it is kept.
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self._text = text = text.removeprefix("\ufeff")
        self._original = legacy_text
        # What was lost or changed when a Workbench file was converted, as sentences.
        self.notes = notes
        self._root = _root(read_nodes(text))

    @classmethod
    def read(cls, text: str, beside: Mapping[str, str] | None = None) -> Document:
        """A document from its text. `beside` holds the files of the same folder by name, which Workbench files refer to.

        Raises RunconfigError for what is no YAML map, and for what is hostile."""
        document = cls(text)
        written = document.written
        if not legacy.is_legacy(written):
            return document
        tree, notes = legacy.convert(written, beside or {})
        return cls(emit.block(tree), legacy_text=text, notes=tuple(notes))

    @classmethod
    def of(cls, tree: dict[str, Any]) -> Document:
        """A document that says what a tree in JSON form says."""
        return cls(emit.block(plain(tree)))

    @property
    def text(self) -> str:
        """As it was read, until something is set. (A Workbench file is written in today's form once it is edited.)"""
        return self._mark + self._text if self._original is None else self._original

    @property
    def modern(self) -> str:
        """The text in today's form; the same as `text` except for Workbench files."""
        return self._text

    @property
    def legacy(self) -> bool:
        return self._original is not None

    @cached_property
    def written(self) -> dict[str, Any]:
        """What is written, with the models' keys, unknown keys too, and no defaults."""
        said = values(self._root, whole_shape())
        return said if isinstance(said, dict) else {}

    @cached_property
    def configuration(self) -> RunConfiguration:
        """Everything, defaults filled in. Raises RunconfigError for a value that no cast can make fit."""
        configuration, wrong = casting.cast(self.written)
        if wrong:
            line, column = self.lines(wrong[0].path) or (None, None)
            raise RunconfigError(wrong[0].sentence, line, column)
        return configuration

    @cached_property
    def _places(self) -> dict[tuple[str | int, ...], Place]:
        return dict(places(self._root, whole_shape()))

    @property
    def root(self) -> Node | None:
        return self._root

    def get(self, path: Path) -> Any:
        """The value of a path, a default where nothing is written, None where nothing is known of it."""
        tree = self.configuration.tree()
        found = _walk(tree, steps(path))
        return plain(_walk(self.written, steps(path))) if found is None else found

    def explicit(self, path: Path) -> bool:
        """Whether the text says it, or it is a default."""
        return steps(path) in self._places

    def lines(self, path: Path) -> tuple[int, int] | None:
        """Line and column of a path, from 1: of its value, or of its key where the value is a block or nothing."""
        if self.legacy or not (found := self._places.get(steps(path))):
            return None
        key, node = found
        at = node if key is None or (node.kind == "scalar" and not node.empty) or node.flow else key
        return at.line, at.column

    def set(self, path: Path, value: Any) -> None:
        """Write a value where its path is, or where it belongs. RunconfigError where the text allows no such edit."""
        from .editing import assign

        if not self._says(path, plain(value)):
            self._become(assign(self._text, self._root, whole_shape(), steps(path), plain(value)))

    def _says(self, path: Path, value: Any) -> bool:
        """Whether the text says this already, in whatever spelling: `version: 1.10` is the text "1.10"."""
        if self.legacy or not self.explicit(path):
            return False
        configuration, wrong = casting.cast(self.written)
        typed = _walk(configuration.tree(), steps(path))
        return not wrong and typed is not None and emit.flow(typed) == emit.flow(value)

    def unset(self, path: Path) -> None:
        """Take a key out of the text, so that its default holds."""
        from .editing import remove

        self._become(remove(self._text, self._root, whole_shape(), steps(path)))

    def _become(self, text: str) -> None:
        if text == self._text:
            return
        self._root = _root(read_nodes(text))
        self._text = text
        self._original = None
        for name in ("written", "configuration", "_places"):
            self.__dict__.pop(name, None)


def _root(node: Node | None) -> Node | None:
    if node is None or isinstance(node, Map) or (node.kind == "scalar" and node.value is None):
        return node
    kind = "a list" if node.kind == "list" else "one single value"
    raise RunconfigError(f"This is {kind}, and a run configuration is a map such as `script: train.py`.", node.line, node.column)


def _walk(tree: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if isinstance(tree, dict):
            tree = tree.get(str(step))
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree
