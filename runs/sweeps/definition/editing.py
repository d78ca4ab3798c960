"""Edits of a definition's text: what is not edited keeps its comments, order, quotes and unknown keys, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from runs.runconfig import emit
from runs.runconfig.editing import assign, remove
from runs.runconfig.nodes import plain
from runs.runconfig.shape import NOTHING
from runs.runconfig.tree import find, values

from .document import Document
from .section import text_of
from .space import PATH as SPACE

Path = tuple[str | int, ...]
# Of a parameter; whatever else stands there is the writer's own.
KEYS = {"name", "expression", "values", "when"}


def edited(document: Document | str, changes: Mapping[Any, Any]) -> str:
    """The text after these changes: {key, or path as a tuple: value}. A map is merged key by key, None takes a key out.

    A parameter that keeps its name keeps the unknown keys that stand with it. Raises RunconfigError where the text allows no such edit
    (a value shared through an anchor, say), and where it is no YAML."""
    document = Document(document) if isinstance(document, str) else document
    for path, value in _leaves(changes, ()):
        document = _changed(document, path, value)
    return document.text


def _leaves(changes: Mapping[Any, Any], above: Path) -> Iterator[tuple[Path, Any]]:
    for key, value in changes.items():
        path = (*above, *(key if isinstance(key, tuple) else (key,)))
        if isinstance(value, Mapping):
            yield from _leaves(value, path)
        else:
            yield path, value


def _changed(document: Document, path: Path, value: Any) -> Document:
    if _says(document, path, value):
        return document
    if value is None:
        body = remove(document.body, document.root, NOTHING, path)
    else:
        value = _parameters(document, value) if path == SPACE and isinstance(value, (list, tuple)) else plain(value)
        body = assign(document.body, document.root, NOTHING, path, value)
    mark = document.text[: len(document.text) - len(document.body)]
    return document if body == document.body else Document(mark + body)


def _says(document: Document, path: Path, value: Any) -> bool:
    """Whether there is nothing to do, which is cheaper to see than to do."""
    found = find(document.root, NOTHING, path)
    if found is None or value is None:
        return found is None and value is None
    return emit.flow(plain(values(found[1], NOTHING))) == emit.flow(plain(value))


def _parameters(document: Document, items: list[Any] | tuple[Any, ...]) -> list[Any]:
    """With what stood beside a parameter of the same name, and new ones in the short form: `values: [0.01, 0.1]`."""
    found = find(document.root, NOTHING, SPACE)
    written = document.written["sampling"]["parameter_space"] if found else []
    before = {text_of(item.get("name")): plain(item) for item in written or [] if isinstance(item, Mapping)}
    return [_parameter(plain(item), before.get(text_of(item.get("name")))) if isinstance(item, Mapping) else plain(item) for item in items]


def _parameter(item: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    if before is not None:
        return {**item, **{key: value for key, value in before.items() if key not in KEYS}}
    return on_one_line(item)


def on_one_line(item: dict[str, Any]) -> dict[str, Any]:
    """Lists of a parameter as tuples, which are written in brackets."""
    changed = {key: tuple(value) if key == "values" and isinstance(value, list) else value for key, value in item.items()}
    if isinstance(item.get("when"), dict):
        changed["when"] = on_one_line(item["when"])
    return changed
