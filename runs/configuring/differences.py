"""What differs between two versions: line by line, and field by field."""

import difflib
from dataclasses import dataclass

from runs import deriving
from runs.configuring import values
from runs.configuring.fields import Field, fields
from runs.models import ConfigurationVersion

SIGNS = {"+": "added", "-": "removed", "@": "hunk"}


@dataclass
class Line:
    text: str
    kind: str  # "added", "removed", "hunk" or ""


@dataclass
class Change:
    """A field whose value differs. Empty is: the text does not say."""

    path: str
    label: str
    before: str
    after: str


def changes(before: ConfigurationVersion, after: ConfigurationVersion) -> list[Change]:
    old, new = _words(before), _words(after)
    paths = [path for path in [*new, *(path for path in old if path not in new)] if old.get(path, "") != new.get(path, "")]
    return [Change(path, _field(path).label, old.get(path, ""), new.get(path, "")) for path in paths]


def _words(version: ConfigurationVersion) -> dict[str, str]:
    return {path: values.shown(_field(path), value) for path, value in deriving.spelled(version.document).items()}


def lines(before: ConfigurationVersion, after: ConfigurationVersion) -> dict[str, list[Line]]:
    """By file, the text first: the unified difference of those that differ."""
    names = [None, *sorted({*before.companions, *after.companions})]
    found = {name or "configuration": _unified(_text(before, name), _text(after, name)) for name in names}
    return {name: each for name, each in found.items() if each}


def _text(version: ConfigurationVersion, name: str | None) -> str:
    return version.text if name is None else version.companions.get(name, "")


def _unified(before: str, after: str) -> list[Line]:
    unified = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=4, lineterm=""))[2:]
    return [Line(line, SIGNS.get(line[:1], "")) for line in unified]


def _field(path: str) -> Field:
    """The form's own, or one for what the form has no field for."""
    known = next((each for each in fields().values() if path == each.path), None)
    return known or Field(path, path)
