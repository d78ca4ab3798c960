"""The rows of the form's parameters: what each shows for an item of `parameter_space`, and the item that it stands for."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import ValidationError

from runs.runconfig import Document, RunconfigError
from runs.runconfig.nodes import plain

MOST = 180  # rows: Django reads a thousand fields of a page at most
POSTED = re.compile(r"field:space\.(\d{1,3})\.(name|expression|values|when|among)")
PLAIN = re.compile(r"[A-Za-z_/.-][\w ./+-]*")  # a word that YAML reads as itself, also within brackets
NOT_WORDS = {"null", "true", "false", "~", "-", ".inf", "-.inf", ".nan"}


@dataclass
class Row:
    """As typed. `when` and `among`: the parameter that this one depends on, and the values with which it exists."""

    name: str = ""
    expression: str = ""
    values: str = ""
    when: str = ""
    among: str = ""

    @property
    def empty(self) -> bool:
        """Whether it is a place that nobody used: the expression alone is there from the start."""
        return not (self.name.strip() or self.values.strip())

    def words(self, number: int) -> dict[str, str]:
        """By path of its fields."""
        return {f"space.{number}.{each.name}": getattr(self, each.name) for each in fields(self)}


class RowError(ValidationError):
    """What is wrong with one field of a row."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def posted(sent: Mapping[str, str]) -> list[Row]:
    """The rows that a page sent, without those left empty."""
    found: dict[int, dict[str, str]] = {}
    for name, words in sent.items():
        if match := POSTED.fullmatch(name):
            found.setdefault(int(match[1]), {})[match[2]] = words
    rows = [Row(**found[number]) for number in sorted(found)[:MOST]]
    return [row for row in rows if not row.empty]


def drawn(space: Any) -> list[Row]:
    """The rows that show a `parameter_space`; none for one that rows cannot show."""
    return [_row(each) for each in plain(space)] if space and showable(space) else []


def showable(space: Any) -> bool:
    """Whether rows can stand for it: a list of maps, not too long. Any other is edited in the text alone."""
    return not space or (isinstance(space, list) and len(space) <= MOST and all(isinstance(each, dict) for each in space))


def item(row: Row) -> dict[str, Any]:
    """What a row stands for in the file. RowError for words that stand for nothing."""
    found: dict[str, Any] = {"name": row.name.strip(), "expression": row.expression.strip(), "values": _values("values", row.values)}
    if row.when.strip() or row.among.strip():
        found["when"] = {"name": row.when.strip(), "values": _values("among", row.among)}
    return found


def _row(item: dict[str, Any]) -> Row:
    said = item.get("when")
    when: dict[str, Any] = said if isinstance(said, dict) else {}
    single = {"name": item.get("name"), "expression": item.get("expression"), "when": when.get("name")}
    words = {name: "" if value is None else str(value) for name, value in single.items()}
    return Row(**words, values=written(item.get("values")), among=written(when.get("values")))


def written(values: Any) -> str:
    """Values as people type them: `16, 32, "a, b"`."""
    if values is None:
        return ""
    return ", ".join(_word(each) for each in (values if isinstance(values, list) else [values]))


def _word(value: Any) -> str:
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) and value.strip() == value and value.lower() not in NOT_WORDS else json.dumps(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"inf": ".inf", "-inf": "-.inf"}.get(str(value), ".nan")
    return json.dumps(value)


def _values(field: str, words: str) -> list[Any]:
    """Read as YAML reads what stands between brackets, under its guard against hostile texts."""
    line = " ".join(words.split())
    try:
        found = plain(Document.read(f"values: [{line}]\n").get("values"))
    except RunconfigError:
        raise RowError(field, f"“{line[:60]}” are no values. Put a comma between them, and quotes around one that holds a comma.") from None
    if not isinstance(found, list):
        raise RowError(field, f"“{line[:60]}” are no values: a bracket in it closes too early. Put quotes around it.")
    return found
