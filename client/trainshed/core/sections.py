"""The parts of a run configuration: v1's attributes on a tree in v1's camelCase, which is what the studio reads."""

from __future__ import annotations

import copy
import difflib
import json
from typing import Any

SECRET = "password"


class Fact:
    """One value of a section. What was not said is its default, and is not written."""

    def __init__(self, key: str, default: Any = None):
        self.key, self.default = key, default

    def __get__(self, section: Section | None, owner: type | None = None) -> Any:
        if section is None:
            return self
        if section._tree.get(self.key) is None and isinstance(self.default, (list, dict)):
            section._tree[self.key] = copy.deepcopy(self.default)  # so that what is added to it is kept
        return section._tree.get(self.key, self.default)

    def __set__(self, section: Section, value: Any) -> None:
        section._tree[self.key] = value


class Name(Fact):
    """A value that may be said by the thing of that name."""

    def __set__(self, section: Section, value: Any) -> None:
        super().__set__(section, getattr(value, "name", value))


class Part:
    """A section within a section."""

    def __init__(self, key: str, kind: type[Section]):
        self.key, self.kind = key, kind

    def __get__(self, section: Section | None, owner: type | None = None) -> Any:
        if section is None:
            return self
        if self.key not in section._parts:
            tree = section._tree.get(self.key)
            self.__set__(section, self.kind.from_tree(tree if isinstance(tree, dict) else {}))
        return section._parts[self.key]

    def __set__(self, section: Section, value: Any) -> None:
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.key} takes a {self.kind.__name__}, and got a {type(value).__name__}.")
        section._parts[self.key], section._tree[self.key] = value, value._tree


class Section:
    """Keys that it does not know are kept as they are."""

    _tree: dict[str, Any]
    _parts: dict[str, Section]

    def __init__(self) -> None:
        self.__dict__.update(_tree={}, _parts={})

    @classmethod
    def from_tree(cls, tree: dict[str, Any]) -> Any:
        section = cls.__new__(cls)
        section.__dict__.update(_tree=_with_own_keys(cls, tree), _parts={})
        return section

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_") and not hasattr(type(self), name):
            close = difflib.get_close_matches(name, [known for known in dir(type(self)) if not known.startswith("_")], 1)
            raise AttributeError(f"{type(self).__name__} has no {name}." + (f" Did you mean {close[0]}?" if close else ""))
        super().__setattr__(name, value)

    def __deepcopy__(self, memo: dict) -> Any:
        return type(self).from_tree(copy.deepcopy(self.tree(), memo))

    def __repr__(self) -> str:
        return json.dumps(_masked(self.tree()), indent=4, default=str)

    def tree(self) -> dict[str, Any]:
        """What was said, without what was only looked at."""
        return _said(self._tree)


def parts(kind: type) -> dict[str, Any]:
    return {name: value for each in reversed(kind.__mro__) for name, value in vars(each).items() if isinstance(value, (Fact, Part))}


def _with_own_keys(kind: type, tree: dict[str, Any]) -> dict[str, Any]:
    """Files say keys in any case; here each has the one of v1."""
    known = {part.key.lower(): part.key for part in parts(kind).values()}
    return {known.get(str(key).replace("_", "").lower(), key): value for key, value in tree.items()}


def _said(value: Any) -> Any:
    if hasattr(value, "tree"):
        return _said(value.tree())
    if isinstance(value, dict):
        told = {key: _said(held) for key, held in value.items()}
        return {key: held for key, held in told.items() if held != {}}
    return [_said(held) for held in value] if isinstance(value, (list, tuple)) else value


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: "[hidden]" if key == SECRET and held else _masked(held) for key, held in value.items()}
    return value
