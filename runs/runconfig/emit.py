"""Values as YAML text, in the style in which Azure ML's own SDK wrote it: two spaces, lists at their key's column, null left out."""

from __future__ import annotations

import json
import math
import re
from typing import Any

# Words that need no quotes in any version of YAML, in a block or in a flow.
PLAIN = re.compile(r"(?:--?)?[A-Za-z_/$.][\w./$@%+=~^()-]*(?:[ :][\w./$@%+=~^()-]+)*", re.ASCII)
WORDS = re.compile(r"(?:true|false|yes|no|on|off|y|n|null|nan|inf)\Z", re.IGNORECASE)
NUMBER = re.compile(r"-*[\d_.]*(?:e[-+]?\d+)?|-*\.(?:inf|nan)", re.IGNORECASE | re.ASCII)
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def block(tree: dict[str, Any], indent: int = 0) -> str:
    """A map as lines, each ending in a newline."""
    return "".join(entry(key, value, indent) for key, value in tree.items())


def entry(key: str, value: Any, indent: int, spelled: str | None = None) -> str:
    """One key and its value, as the lines of a block map."""
    name = spelled or scalar(key)
    return f"{' ' * indent}{name}:{after_key(value, indent)}\n"


def after_key(value: Any, indent: int) -> str:
    """What follows a key and its colon; no newline at the end. `indent` is the key's column."""
    if value is None:
        return ""
    if isinstance(value, dict) and value:
        return "\n" + block(value, indent + 2).removesuffix("\n")
    if isinstance(value, list) and value:
        return "\n" + "\n".join(item(each, indent) for each in value)
    if isinstance(value, str) and (lines := _literal(value, indent + 2)):
        return " " + lines
    return " " + flow(value)


def item(value: Any, indent: int) -> str:
    """One item of a block list; no newline at the end. `indent` is the dash's column."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        return pad + "- " + block(value, indent + 2).removesuffix("\n")[indent + 2 :]
    if isinstance(value, list) and value:
        return pad + "- " + "\n".join(item(each, indent + 2) for each in value)[indent + 2 :]
    return f"{pad}- {flow(value)}"


def flow(value: Any, quoted: bool = False) -> str:
    """On one line, as a tuple always is. `quoted`: every text in double quotes, as JSON has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(str(key), quoted)}: {flow(each, quoted)}" for key, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(each, quoted) for each in value) + "]"
    return scalar(value, quoted)


def scalar(value: Any, quoted: bool = False, style: str = "") -> str:
    """A single value. `style` is the quote that stood there before, kept where it can be."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    return _text(str(value), '"' if quoted else style)


def _number(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    return repr(value) if math.isfinite(value) else f"{'-' if value < 0 else ''}.inf"


def _text(value: str, style: str) -> str:
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not _is_plain(value):
        return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
    return value


def _is_plain(value: str) -> bool:
    """Whether a text without quotes reads as itself, in YAML 1.1 too."""
    return bool(PLAIN.fullmatch(value)) and not WORDS.match(value) and not NUMBER.fullmatch(value)


def _literal(value: str, indent: int) -> str:
    """A text of several lines as it is, below a `|`. Empty where only quotes keep it."""
    lines = value.split("\n")
    if len(lines) < 2 or lines[0][:1].isspace() or not lines[0] or any(not line.isprintable() for line in lines):
        return ""
    if value.endswith("\n\n") or any(line != line.rstrip() for line in lines):
        return ""
    mark = "|" if value.endswith("\n") else "|-"
    pad = " " * indent
    return "\n".join([mark, *(pad + line if line else "" for line in value.removesuffix("\n").split("\n"))])
