"""Keys that nobody reads, and keys that are there twice."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache

from ..nodes import List, Map, Node
from ..shape import Shape, whole_shape
from ..tree import key_text, members
from ..values import Finding
from .subject import Subject

Path = tuple[str | int, ...]


def keys(subject: Subject) -> Iterator[Finding]:
    """Of a Workbench file the converted text is read, which has none of these."""
    yield from _below(subject.document.root, whole_shape(), ())


def _below(node: Node | None, shape: Shape, path: Path) -> Iterator[Finding]:
    if isinstance(node, Map):
        yield from _own(node, shape, path)
        for name, _key, value in members(node, shape):
            yield from _below(value, shape.below(name), (*path, name))
    elif isinstance(node, List) and shape.each:
        for position, item in enumerate(node.items):
            yield from _below(item, shape.each, (*path, position))


def _own(node: Map, shape: Shape, path: Path) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for key, _value in node.pairs:
        name, written = shape.key(key_text(key)), key_text(key)
        place = ".".join(str(step) for step in (*path, name))
        if key.tag == "merge":
            continue
        if name in seen:
            message = f"{name} is there twice, as {seen[name]} and as {written}; the last one counts, so remove the other."
            yield Finding("warning", message, key.line, key.column, place)
        seen[name] = written
        if shape.model and name not in shape.fields:
            yield Finding("warning", _unknown(name, written, shape, path), key.line, key.column, place)


def _unknown(name: str, written: str, shape: Shape, path: Path) -> str:
    where = f"in {'.'.join(str(step) for step in path)}" if path else "in a run configuration"
    guess = _guess(name, shape, path)
    return f"{written} is no key {where}: it is kept and ignored. {f'Did you mean {guess}?' if guess else 'Remove it if nothing else reads it.'}"


def _guess(name: str, shape: Shape, path: Path) -> str:
    elsewhere = [place for place in _places().get(name.lower(), []) if place.rpartition(".")[0] != ".".join(str(step) for step in path)]
    if len(elsewhere) == 1:
        return elsewhere[0]
    lower = {key.lower(): key for key in shape.fields}
    close = get_close_matches(name.lower(), lower, n=1, cutoff=0.75)
    return lower[close[0]] if close else elsewhere[0] if elsewhere else ""


@lru_cache
def _places() -> dict[str, list[str]]:
    """Where each key belongs, by its lower case; shallow places first. Not those below the user's own names."""
    found: dict[str, list[str]] = {}
    level = [("", whole_shape())]
    while level:
        for prefix, shape in level:
            for key in shape.fields:
                found.setdefault(key.lower(), []).append(prefix + key)
        level = [(f"{prefix}{key}.", below) for prefix, shape in level for key, below in shape.fields.items() if below.model]
    return found
