"""What has to be cut and pasted so that a node says something else."""

from __future__ import annotations

from typing import Any

from . import emit
from .cuts import Cuts, Patch, RefusedEdit
from .errors import RunconfigError
from .keys import spell
from .nodes import List, Map, Node, plain
from .shape import Shape
from .tree import members, values

__all__ = ["Changes", "Patch"]


class Changes:
    """Collects the patches of one edit, all by offsets of the same text. `case` is how the file spells its keys."""

    def __init__(self, text: str, case: str) -> None:
        self.cuts = Cuts(text)
        self.case = case

    @property
    def patches(self) -> list[Patch]:
        return self.cuts.patches

    def reach(self, root: Node | None, shape: Shape, path: tuple[str | int, ...], value: Any, whole: bool) -> None:
        """Change what is at `path`. `whole`: it becomes `value`; otherwise it is a map or list that gets `value` besides."""
        owner: tuple[Node | None, Node | None] = (None, None)
        node = root
        for step in path:
            self._refuse_shared(node)
            owner, node = self._enter(node, shape, step)
            shape = shape.below(str(step))
        if whole:
            self.change(owner, node, shape, value)
        else:
            self._refuse_shared(node)
            self._add(owner, node, shape, value)

    def _enter(self, node: Node | None, shape: Shape, step: str | int) -> tuple[tuple[Node | None, Node | None], Node | None]:
        if isinstance(node, List) and isinstance(step, int):
            return (node, None), node.items[step]
        assert isinstance(node, Map)
        key, value = [(key, value) for name, key, value in members(node, shape) if name == str(step)][-1]
        if all(key is not own for own, _value in node.pairs):
            raise RunconfigError("This value comes from a merged map (`<<`); edit the YAML.", key.line, key.column)
        return (node, key), value

    def _refuse_shared(self, node: Node | None) -> None:
        if node is not None and node.shared:
            raise RunconfigError("This value is used in several places through an anchor (&); edit the YAML.", node.line, node.column)

    def _add(self, owner: tuple[Node | None, Node | None], node: Node | None, shape: Shape, value: Any) -> None:
        if isinstance(node, Map) and isinstance(value, dict) and (node.pairs or owner[0] is None):
            self.cuts.insert_pairs(node, self.respelled(value, shape))
        elif isinstance(node, List) and isinstance(value, list) and node.items:
            self.cuts.insert_items(node, self.respelled(value, shape))
        elif node is None or (owner[0] is None and node.value is None):
            self.cuts.append(self.respelled(value, shape))
        elif isinstance(node, (Map, List)) or node.value is None:
            self.replace(owner, node, shape, value)
        else:
            raise RunconfigError("There is a single value where a section would have to begin; edit the YAML.", node.line, node.column)

    def change(self, owner: tuple[Node | None, Node | None], node: Node | None, shape: Shape, value: Any) -> None:
        if node is None:
            self.cuts.append(self.respelled(value, shape))
            return
        if emit.flow(plain(values(node, shape))) == emit.flow(value):
            return
        if node.alias:
            self.replace(owner, node, shape, value)
            return
        self._refuse_shared(node)
        kept = len(self.patches)
        try:
            if not self._change_inside(node, shape, value):
                self.replace(owner, node, shape, value)
        except RefusedEdit:
            if owner[0] is None:
                raise
            del self.patches[kept:]
            self.replace(owner, node, shape, value)

    def _change_inside(self, node: Node, shape: Shape, value: Any) -> bool:
        if isinstance(node, Map) and isinstance(value, dict):
            return self._change_map(node, shape, value)
        if isinstance(node, List) and isinstance(value, list) and node.items and value:
            return self._change_list(node, shape, value)
        return False

    def _change_map(self, node: Map, shape: Shape, value: dict[str, Any]) -> bool:
        own = [(shape.key(name), key, each) for name, key, each in members(node, shape)]
        if not {name for name, _key, _each in own} & value.keys() or any(key.tag == "merge" for key, _value in node.pairs):
            return False
        for name, key, each in own:
            if name in value:
                self.change((node, key), each, shape.below(name), value[name])
            else:
                self.cuts.drop_pair(node, key)
        names = {name for name, _key, _each in own}
        if added := {key: each for key, each in value.items() if key not in names}:
            self.cuts.insert_pairs(node, self.respelled(added, shape))
        return True

    def _change_list(self, node: List, shape: Shape, value: list[Any]) -> bool:
        """What is alike at both ends stays; of the rest, item by item as far as both reach."""
        if any(item.empty for item in node.items):
            return False
        before = [emit.flow(plain(values(item, shape.below("")))) for item in node.items]
        after = [emit.flow(each) for each in value]
        head = _common(before, after)
        tail = _common(before[head:][::-1], after[head:][::-1])
        old, new = node.items[head : len(before) - tail], value[head : len(after) - tail]
        if node.flow and len(old) != len(new):
            return False
        for item, each in zip(old, new, strict=False):
            self.change((node, None), item, shape.below(""), each)
        for item in old[len(new) :]:
            self.cuts.drop_item(node, item)
        if new[len(old) :]:
            position = head + len(old)
            self.cuts.insert_items(node, self.respelled(new[len(old) :], shape), position)
        return True

    def replace(self, owner: tuple[Node | None, Node | None], node: Node, shape: Shape, value: Any) -> None:
        parent, key = owner
        value = self.respelled(value, shape)
        if parent is None:
            raise RefusedEdit(node)
        if parent.flow:
            self.cuts.replace_in_flow(key, node, value)
        elif key is not None:
            self.cuts.replace_below_key(key, node, value)
        else:
            self.cuts.replace_item(node, value)

    def drop(self, root: Node | None, shape: Shape, path: tuple[str | int, ...]) -> None:
        node, owner = root, (None, None)  # type: tuple[Node | None, Any]
        for step in path:
            self._refuse_shared(node)
            owner, node = self._enter(node, shape, step)
            shape = shape.below(str(step))
        parent, key = owner
        if isinstance(parent, Map) and len(parent.pairs) == 1 and parent is not root:
            raise RefusedEdit(parent)
        if key is not None:
            self.cuts.drop_pair(parent, key)
        else:
            self.cuts.drop_item(parent, node)

    def respelled(self, value: Any, shape: Shape) -> Any:
        """With the keys of sections in the file's own case."""
        if isinstance(value, dict):
            spelled = {key: self.respelled(each, shape.below(key)) for key, each in value.items()}
            return {spell(key, self.case) if shape.model else key: each for key, each in spelled.items()}
        if isinstance(value, list):
            return [self.respelled(each, shape.below("")) for each in value]
        return value


def _common(one: list[str], other: list[str]) -> int:
    return next((count for count, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
