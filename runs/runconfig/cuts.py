"""Patches of a text: where exactly a value, an entry or an item begins and ends."""

from __future__ import annotations

import re
from typing import Any

from . import emit
from .errors import RunconfigError
from .nodes import List, Map, Node, last_offset
from .reading import COLON

# (start, end, what stands there instead)
Patch = tuple[int, int, str]
HEADER = re.compile(r"[|>][-+0-9]*")


class RefusedEdit(RunconfigError):
    def __init__(self, node: Node) -> None:
        super().__init__("The way this is written allows no edit from here; edit the YAML.", node.line, node.column)


class Cuts:
    def __init__(self, text: str) -> None:
        self.text = text
        self.patches: list[Patch] = []

    def append(self, pairs: Any) -> None:
        """To a text that says nothing yet."""
        between = "" if not self.text or self.text.endswith("\n") else "\n"
        self._patch(len(self.text), len(self.text), between + emit.block(pairs))

    def insert_pairs(self, node: Map, pairs: dict[str, Any]) -> None:
        if not node.flow:
            end = self._line_end(last_offset(node))
            self._patch(end, end, "\n" + emit.block(pairs, node.column - 1).removesuffix("\n"))
            return
        quoted = bool(node.pairs) and node.pairs[-1][0].style == '"'
        written = [f"{emit.scalar(key, quoted)}: {emit.flow(value, quoted)}" for key, value in pairs.items()]
        if not node.pairs:
            self._patch(node.start, node.end, "{" + ", ".join(written) + "}")
            return
        end = last_offset(node.pairs[-1][1])
        between = "\n" + self._indent(node.pairs[-1][0]) if "\n" in self.text[end : node.end] else " "
        self._patch(end, end, "".join(f",{between}{each}" for each in written))

    def insert_items(self, node: List, items: list[Any], position: int | None = None) -> None:
        position = len(node.items) if position is None else position
        if node.flow:
            end = node.items[-1].end
            self._patch(end, end, "".join(", " + emit.flow(each, node.items[-1].style == '"') for each in items))
            return
        lines = "\n".join(emit.item(each, node.column - 1) for each in items)
        if position:
            end = self._line_end(last_offset(node.items[position - 1]))
            self._patch(end, end, "\n" + lines)
        else:
            start = self._own_line(node.start, node)
            self._patch(start, start, lines + "\n")

    def replace_in_flow(self, key: Node | None, node: Node, value: Any) -> None:
        quoted = node.style == '"' or (key is not None and key.style == '"')
        if node.empty:
            at = self._after_colon(key, node)
            self._patch(at, at, " " + emit.flow(value, quoted))
        else:
            self._patch(node.start, node.end, emit.flow(value, quoted))

    def replace_below_key(self, key: Node, node: Node, value: Any) -> None:
        """On the key's line and below it; a comment behind the key or the old value stays where it is."""
        if _stays_in_brackets(node, value):
            self._patch(node.start, node.end, emit.flow(value, _quoted(node)))
            return
        inline, _, below = emit.after_key(value, key.column - 1).partition("\n")
        if isinstance(value, str) and not below:
            inline = " " + emit.scalar(value, style=node.style)
        colon = self._after_colon(key, node)
        start, end, rest = self._extent(node, colon)
        self._patch(start if inline else colon, end, inline.removeprefix(" ") if start > colon else inline)
        tail = self._line_end(end)
        if below or rest > tail:
            self._patch(tail, max(rest, tail), "\n" + below if below else "")

    def _extent(self, node: Node, colon: int) -> tuple[int, int, int]:
        """(start and end of what is on the key's line, end of what is below it)."""
        if node.empty:
            return colon, colon, colon
        if node.style in ("|", ">") and (header := HEADER.match(self.text, node.start)):
            return node.start, header.end(), node.end
        if node.kind == "scalar" or node.flow:
            return node.start, node.end, node.end
        return colon, colon, last_offset(node)

    def replace_item(self, node: Node, value: Any) -> None:
        indent = node.column - 1
        end = last_offset(node)
        if isinstance(value, dict) and value:
            new = emit.block(value, indent).removesuffix("\n")[indent:]
        elif isinstance(value, list) and value:
            new = "\n".join(emit.item(each, indent) for each in value)[indent:]
        else:
            new = emit.scalar(value, style=node.style) if not isinstance(value, (dict, list)) else emit.flow(value)
        if node.empty:
            raise RefusedEdit(node)
        self._patch(node.start, end, new)

    def drop_pair(self, node: Any, key: Node) -> None:
        index = next(index for index, (own, _value) in enumerate(node.pairs) if own is key)
        following = node.pairs[index + 1][0] if index + 1 < len(node.pairs) else None
        if node.flow:
            self._drop_from_flow(node, index, following)
        elif not self.text[self.text.rfind("\n", 0, key.start) + 1 : key.start].strip(" "):
            self._drop_lines(key.start, last_offset(node.pairs[index][1]))
        elif following is not None:
            self._patch(key.start, following.start, "")
        else:
            raise RefusedEdit(key)

    def _drop_from_flow(self, node: Map, index: int, following: Node | None) -> None:
        key, value = node.pairs[index]
        if following is not None:
            self._patch(key.start, following.start, "")
        elif index:
            self._patch(last_offset(node.pairs[index - 1][1]), last_offset(value), "")
        else:
            self._patch(node.start, node.end, "{}")

    def drop_item(self, node: Any, item: Any) -> None:
        if node.flow or len(node.items) == 1 or item.empty:
            raise RefusedEdit(item)
        dash = self.text.rfind("-", 0, item.start)
        if self._column(dash) != node.column:
            raise RefusedEdit(item)
        self._own_line(dash, item)
        self._drop_lines(dash, last_offset(item))

    def _drop_lines(self, start: int, last: int) -> None:
        start, end = self.text.rfind("\n", 0, start) + 1, self._line_end(last)
        newline = re.compile(r"\r?\n").match(self.text, end)
        if newline is None and start:
            start -= 2 if self.text[:start].endswith("\r\n") else 1
        self._patch(start, newline.end() if newline else end, "")

    def _patch(self, start: int, end: int, new: str) -> None:
        if (start, end) != (end, start) or new:
            self.patches.append((start, end, new))

    def _after_colon(self, key: Node | None, node: Node) -> int:
        found = COLON.match(self.text, key.end) if key is not None else None
        if found is None:
            raise RefusedEdit(node)
        return found.end()

    def _line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its newline. A kept block scalar (`|+`) ends behind its last one."""
        if offset and self.text[offset - 1] == "\n":
            offset -= 1
        found = self.text.find("\n", offset)
        end = len(self.text) if found < 0 else found
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def _own_line(self, offset: int, node: Node) -> int:
        """Where the line of an offset starts, if nothing stands before it there."""
        start = self.text.rfind("\n", 0, offset) + 1
        if self.text[start:offset].strip(" "):
            raise RefusedEdit(node)
        return start

    def _column(self, offset: int) -> int:
        return offset - self.text.rfind("\n", 0, offset)

    def _indent(self, node: Node) -> str:
        return " " * (node.column - 1)


def _stays_in_brackets(node: Node, value: Any) -> bool:
    """Whether what was written in brackets can be again, on a line that is not too long to read."""
    if not (node.flow and not node.alias and isinstance(value, (list, dict)) and value):
        return False
    inside = node.items if isinstance(node, List) else node.pairs if isinstance(node, Map) else []
    return bool(inside) and len(emit.flow(value)) < 100


def _quoted(node: Node) -> bool:
    first = node.items[0] if isinstance(node, List) else node.pairs[0][0] if isinstance(node, Map) else node
    return first.style == '"'
