"""Edits of a text at one place: what is not edited keeps its comments, order, quotes, spelling and line ends, byte for byte.

The text is cut at the offsets of its nodes. Whether the result says what was asked for, and nothing else changed, is checked by
reading it again; a text too unusual for that is refused rather than rewritten.
"""

from __future__ import annotations

from typing import Any

from . import emit
from .changes import Changes, Patch
from .errors import RunconfigError
from .keys import habit
from .nodes import Map, Node, plain
from .reading import read_nodes
from .shape import Shape
from .tree import find, key_text, members, values

Path = tuple[str | int, ...]


def assign(text: str, root: Node | None, shape: Shape, path: Path, value: Any) -> str:
    """The text with `value` at `path`. A map or a list that is there already is changed key by key and item by item."""
    expected = _assigned(_said(root, shape), path, value)
    depth = next(depth for depth in range(len(path), -1, -1) if depth == 0 or find(root, shape, path[:depth]))
    changes = Changes(text, _case(root, shape))
    for step in reversed(path[depth:]):
        value = {str(step): value} if isinstance(step, str) else [value]
    changes.reach(root, shape, path[:depth], value, whole=depth == len(path))
    return _verified(_applied(text, changes.patches), expected, path, root, shape)


def remove(text: str, root: Node | None, shape: Shape, path: Path) -> str:
    """The text without the key at `path`, nor the sections that hold nothing else."""
    if find(root, shape, path) is None:
        return text
    path = _outermost(root, shape, path)
    expected = _removed(_said(root, shape), path)
    changes = Changes(text, _case(root, shape))
    changes.drop(root, shape, path)
    return _verified(_applied(text, changes.patches), expected, path, root, shape)


def _said(root: Node | None, shape: Shape) -> Any:
    return plain(values(root, shape)) or {}


def _case(root: Node | None, shape: Shape) -> str:
    return habit(key_text(key) for key in _section_keys(root, shape))


def _section_keys(node: Node | None, shape: Shape) -> list[Node]:
    if not isinstance(node, Map):
        return []
    own = [key for key, _value in node.pairs if shape.model]
    return own + [key for name, _key, value in members(node, shape) for key in _section_keys(value, shape.below(name))]


def _outermost(root: Node | None, shape: Shape, path: Path) -> Path:
    """A section left empty would be null, which is not the same as not being there."""
    while len(path) > 1 and isinstance(path[-2], str):
        found = find(root, shape, path[:-1])
        if found is None or not isinstance(found[1], Map) or len(found[1].pairs) > 1:
            break
        path = path[:-1]
    return path


def _applied(text: str, patches: list[Patch]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    # From behind, so that no offset moves before its turn; of those at one place the first goes in last and stands first.
    for _turn, (start, end, new) in sorted(enumerate(patches), key=lambda turn: (*turn[1][:2], turn[0]), reverse=True):
        text = text[:start] + new.replace("\n", newline) + text[end:]
    return text


def _verified(text: str, expected: Any, path: Path, before: Node | None, shape: Shape) -> str:
    try:
        sound = _alike(_said(read_nodes(text), shape), expected)
    except RunconfigError:
        sound = False
    if not sound:
        place = ".".join(str(step) for step in path)
        found = find(before, shape, path)
        raise RunconfigError(f"The way {place} is written allows no edit from here; edit the YAML.", found[1].line if found else None)
    return text


def _alike(one: Any, other: Any) -> bool:
    """Equal, and of the same types: true is not 1."""
    return emit.flow(_sorted(one)) == emit.flow(_sorted(other))


def _sorted(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _sorted(tree[key]) for key in sorted(tree)}
    return [_sorted(item) for item in tree] if isinstance(tree, list) else tree


def _assigned(tree: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        items = list(tree) if isinstance(tree, list) else []
        below = items[head] if head < len(items) else None
        return [*items[:head], _assigned(below, rest, value), *items[head + 1 :]]
    tree = tree if isinstance(tree, dict) else {}
    return {**tree, head: _assigned(tree.get(head), rest, value)}


def _removed(tree: Any, path: Path) -> Any:
    head, rest = path[0], path[1:]
    if isinstance(tree, list) and isinstance(head, int):
        return [*tree[:head], *([_removed(tree[head], rest)] if rest else []), *tree[head + 1 :]]
    if not rest:
        return {key: value for key, value in tree.items() if key != head}
    return {**tree, head: _removed(tree[head], rest)}
