"""From text to nodes: YAML 1.2 as ruamel reads it, which Azure ML's own loader used. JSON is YAML too.

What comes in was written by anybody, and the parser is pure Python: sizes, depth and count are bounded before and while it works.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from .errors import RunconfigError
from .nodes import List, Map, Node
from .scalars import SCALAR_TAGS, value_of

MAX_CHARACTERS = 262_144
MAX_DEPTH = 50
MAX_VALUES = 10_000

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Looking for a key, the scanner reads far ahead of the depth limit, at quadratic cost.
STEEP = re.compile(r"(?:[\[{?-]\s{0,99}){200}")
COLON = re.compile(r"[ \t]*:")


def read_nodes(text: str) -> Node | None:
    """The tree of a text, None for a text that says nothing. RunconfigError for everything else that is no YAML."""
    _refuse_rubbish(text)
    composed = _compose(text)
    return None if composed is None else _Conversion(text).node(composed)


def _refuse_rubbish(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise RunconfigError(
            f"The text is {len(text) // 1024:,} KB long and a run configuration may have {MAX_CHARACTERS // 1024} KB; "
            "keep data in files that the script reads."
        )
    if found := UNPRINTABLE.search(text):
        line, column = position(text, found.start())
        raise RunconfigError(
            f"There is a character (code {ord(found[0])}) that no YAML file may hold; save the file as UTF-8 text and try again.",
            line,
            column,
        )
    if found := STEEP.search(text):
        raise _too_deep(*position(text, found.start()))


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _too_deep(line: int, column: int) -> RunconfigError:
    return RunconfigError(f"The values are nested more than {MAX_DEPTH} levels deep; a run configuration needs six.", line, column)


def _compose(text: str) -> Any:
    from ruamel.yaml.composer import MaxDepthExceededError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _parser().compose(text)
    except MaxDepthExceededError as error:
        raise _too_deep(error.problem_mark.line + 1, error.problem_mark.column + 1) from None
    except MarkedYAMLError as error:
        raise _syntax_error(error) from None
    except YAMLError as error:
        raise RunconfigError(f"This is no YAML: {_first_line(error)}; save the file as UTF-8 text and try again.") from None
    except (ValueError, AttributeError, AssertionError, IndexError, TypeError, KeyError) as error:
        # ruamel trips over some malformed escapes, directives and tags instead of refusing them.
        raise RunconfigError(
            f"This is no YAML that can be read ({type(error).__name__}); remove unusual escapes, directives and tags."
        ) from None


def _parser() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _composer()  # type: ignore[assignment]
    yaml.max_depth = MAX_DEPTH
    return yaml


@lru_cache
def _composer() -> type:
    """ruamel's composer, counting. Made late: importing ruamel takes a fifth of a second."""
    from ruamel.yaml.composer import Composer
    from ruamel.yaml.events import AliasEvent

    class Counting(Composer):
        def __init__(self, loader: Any = None) -> None:
            super().__init__(loader=loader)
            self.warn_double_anchors = False  # an anchor may be set anew, by the rules of YAML
            self.count = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.count += 1
            if self.count > MAX_VALUES:
                mark = self.parser.peek_event().start_mark
                raise RunconfigError(
                    f"There are more than {MAX_VALUES:,} values; keep data in files that the script reads.", mark.line + 1, mark.column + 1
                )
            if self.parser.check_event(AliasEvent):
                event = self.parser.peek_event()
                return _Alias(super().compose_node(parent, index), event.start_mark, event.end_mark)
            return super().compose_node(parent, index)

    return Counting


class _Alias(NamedTuple):
    """`*name`, where ruamel would give the node of `&name` itself, with its place."""

    raw: Any
    start_mark: Any
    end_mark: Any


def _syntax_error(error: Any) -> RunconfigError:
    mark = error.problem_mark or error.context_mark
    what = "; ".join(part for part in (error.context, error.problem) if part)
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return RunconfigError(f"This is no valid YAML: {what}. Look at the indentation and the quotes there and just above.", line, column)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


class _Conversion:
    """ruamel's nodes into ours. An alias stands for its whole value, so what it adds up to is counted too."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.count = 0
        self.path: list[int] = []
        self.anchored: dict[int, int] = {}

    def node(self, raw: Any, shared: bool = False) -> Node:
        if isinstance(raw, _Alias):
            return self._aliased(raw)
        line, column = raw.start_mark.line + 1, raw.start_mark.column + 1
        self._bound(raw, line, column)
        shared = shared or raw.anchor is not None
        tag = _tag(raw, line, column)
        self.path.append(id(raw))
        made = _MAKERS[type(raw).__name__](self, raw, shared, tag)
        self.path.pop()
        return made

    def _aliased(self, alias: _Alias) -> Node:
        """The whole value of the anchor, standing where the alias stands."""
        made = self.node(alias.raw, shared=True)
        made.start, made.end, made.flow, made.alias = alias.start_mark.index, alias.end_mark.index, True, True
        made.line, made.column = alias.start_mark.line + 1, alias.start_mark.column + 1
        return made

    def _bound(self, raw: Any, line: int, column: int) -> None:
        self.count += 1
        if id(raw) in self.path:
            raise RunconfigError(f"The anchor &{raw.anchor} contains itself; write the value out instead.", line, column)
        if self.count > MAX_VALUES:
            raise RunconfigError(f"The aliases add up to more than {MAX_VALUES:,} values; write out what is needed.", line, column)
        if len(self.path) > MAX_DEPTH:
            raise _too_deep(line, column)

    def scalar(self, raw: Any, shared: bool, tag: str) -> Node:
        line, column = raw.start_mark.line + 1, raw.start_mark.column + 1
        value = _paired(raw.value)
        if found := UNPRINTABLE.search(value):
            raise RunconfigError(
                f"The text has an escaped character (code {ord(found[0])}) that cannot be kept; take it out.", line, column
            )
        node = Node(raw.start_mark.index, self._end(raw), line, column, value, raw.style or "", shared=shared, tag=tag)
        node.value = value_of(node)
        return node

    def _end(self, raw: Any) -> int:
        """A block scalar ends for ruamel where the next thing begins; without `+` its last lines, if empty, say nothing."""
        start, end = raw.start_mark.index, raw.end_mark.index
        if raw.style not in ("|", ">") or "+" in self.text[start : self.text.find("\n", start)].partition("#")[0]:
            return end
        return start + len(self.text[start:end].rstrip())

    def list(self, raw: Any, shared: bool, tag: str) -> Node:
        items = [self.node(each, shared) for each in raw.value]
        return List(**_place(raw), shared=shared, tag=tag, items=items)

    def map(self, raw: Any, shared: bool, tag: str) -> Node:
        pairs = [(self._key(key, shared), self.node(value, shared)) for key, value in raw.value]
        for key, value in pairs:
            self._settle(key, value)
        made = Map(**_place(raw), shared=shared, tag=tag, pairs=pairs)
        _refuse_twins(made)
        return made

    def _settle(self, key: Node, value: Node) -> None:
        """For ruamel nothing stands where the next thing begins; here it stands behind its key's colon."""
        if value.empty:
            found = COLON.match(self.text, key.end)
            value.start = value.end = found.end() if found else key.end

    def _key(self, raw: Any, shared: bool) -> Node:
        key = self.node(raw, shared)
        if key.kind != "scalar":
            raise RunconfigError(
                "A key has to be a word, not a list or a map; put quotes around it if it is meant as text.", key.line, key.column
            )
        return key


def _paired(value: str) -> str:
    """JSON writes what lies beyond 16 bits as two escapes, which YAML takes for two characters."""
    return value if value.isascii() else value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


_MAKERS = {"ScalarNode": _Conversion.scalar, "SequenceNode": _Conversion.list, "MappingNode": _Conversion.map}


def _place(raw: Any) -> dict[str, Any]:
    start = raw.start_mark
    return {
        "start": start.index,
        "end": raw.end_mark.index,
        "line": start.line + 1,
        "column": start.column + 1,
        "flow": bool(raw.flow_style),
    }


def _tag(raw: Any, line: int, column: int) -> str:
    tag = str(raw.tag or "")
    name = tag.removeprefix("tag:yaml.org,2002:")
    kinds = {"ScalarNode": SCALAR_TAGS, "SequenceNode": {"seq"}, "MappingNode": {"map"}}[type(raw).__name__]
    if name == tag or name not in kinds:
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        raise RunconfigError(f"The tag {shown} is not allowed: a run configuration holds plain values; remove the tag.", line, column)
    return name


def _refuse_twins(node: Map) -> None:
    seen: dict[str, int] = {}
    for key, _value in node.pairs:
        name = str(getattr(key.value, "text", key.value))
        if name in seen and key.tag != "merge":
            raise RunconfigError(
                f"The key {name!r} is there twice (first in line {seen[name]}); remove one of the two.", key.line, key.column
            )
        seen[name] = key.line
