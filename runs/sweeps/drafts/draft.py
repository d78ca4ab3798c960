"""Form and hdconfig.yml as two views of one thing, as runs/configuring/drafts.py has it for run configurations.

The page sends the text, what each field and row shows, and `shown`: the text that they were drawn from. What says something else than
`shown` was edited in the form, and goes into the text; everything else of the text stays as it is, comments and unknown keys included."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from runs.configuring import values
from runs.runconfig import RunconfigError
from runs.runconfig.nodes import plain
from runs.sweeps import definition
from runs.sweeps.definition import Finding, Reading
from runs.sweeps.values import Definition

from . import rows
from .explaining import explained
from .fields import Field, fields
from .rows import Row, RowError

Path = tuple[str, ...]
SPACE: Path = ("sampling", "parameter_space")


@dataclass
class Draft:
    """`readable` is False while the text is no YAML: then the fields keep what they show, and `shown` stays."""

    text: str
    shown: str
    reading: Reading
    rows: list[Row] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)  # of fields whose words stand for nothing, by path

    @property
    def readable(self) -> bool:
        return self.reading.document is not None

    @property
    def definition(self) -> Definition | None:
        """What would be submitted: None while something in the form or the text stands in the way."""
        return None if self.troubles else self.reading.definition

    @property
    def findings(self) -> list[Finding]:
        """What is said of the text, and of the form where it did not get into it."""
        return [*self.reading.findings, *(Finding("error", sentence) for sentence in self.troubles.values())]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]

    @property
    def data(self) -> dict[str, Any]:
        """What the page's script brings both sides up to date with."""
        of_rows = [words for number, row in enumerate(self.rows) for words in row.words(number).items()]
        return {
            "text": self.text,
            "shown": self.shown,
            "words": dict([*self.words.items(), *of_rows]) if self.readable else {},
            "rows": len(self.rows) if self.readable else None,
            "explained": [explained(row) for row in self.rows],
            "troubles": self.troubles,
            "findings": [{name: getattr(each, name) for name in ("level", "message", "line", "column")} for each in self.findings],
        }


def begin(text: str) -> Draft:
    """A draft that says what `text` says."""
    return _looked_at(Draft(text, text, definition.read(text)))


def resume(posted: Mapping[str, str]) -> Draft:
    """The draft that a page sent, with its edits on both sides brought together."""
    text, before = _lines(posted.get("text", "")), _lines(posted.get("shown", ""))
    draft = Draft(text, before, definition.read(text), rows.posted(posted))
    draft.words = {path: _lines(posted.get(each.name, "")) for path, each in fields().items() if each.name in posted}
    if draft.readable:
        for path, value in _changes(draft, posted, _written(definition.read(before))).items():
            _edit(draft, path, value)
        draft.reading = definition.read(draft.text)
    return _looked_at(draft)


def _edit(draft: Draft, path: Path, value: Any) -> None:
    """Not where the text stands against it, as a value that is shared through an anchor does."""
    try:
        draft.text = definition.edited(draft.text, {path: value})
    except RunconfigError as trouble:
        draft.troubles["space.0.values" if path == SPACE else ".".join(path)] = str(trouble)


def _changes(draft: Draft, sent: Mapping[str, str], drawn: dict[str, Any]) -> dict[Path, Any]:
    """By path, what was edited in the form."""
    changes: dict[Path, Any] = {}
    for path, said in draft.words.items():
        each = fields()[path]
        if said.strip() != each.shown(_at(drawn, path)).strip():
            _put(draft, changes, each, said)
    space = _at(drawn, ".".join(SPACE))
    before = rows.drawn(space)
    if "rows" in sent and draft.rows != before:  # a page whose last row was removed sends none, and says so
        _put_rows(draft, changes, before, plain(space) or [])
    return changes


def _put(draft: Draft, changes: dict[Path, Any], each: Field, said: str) -> None:
    try:
        changes[tuple(each.path.split("."))] = values.read(each, said) if said.strip() else None
    except ValidationError as trouble:
        draft.troubles[each.path] = trouble.messages[0]


def _put_rows(draft: Draft, changes: dict[Path, Any], before: list[Row], items: list[Any]) -> None:
    """The whole list; the item of a row that says what it said stays as it was written."""
    if not rows.showable(items):
        draft.troubles["space.0.name"] = (
            f"This space can be edited in the YAML alone: it is no list of maps, or one of more than {rows.MOST}."
        )
        return
    kept = dict(zip(map(str, before), items, strict=False))
    wanted = [kept.get(str(row)) or _item(draft, number, row) for number, row in enumerate(draft.rows)]
    if not any(path.startswith("space.") for path in draft.troubles):
        changes[SPACE] = wanted


def _item(draft: Draft, number: int, row: Row) -> dict[str, Any] | None:
    try:
        return rows.item(row)
    except RowError as trouble:
        draft.troubles[f"space.{number}.{trouble.field}"] = trouble.messages[0]
        return None


def _looked_at(draft: Draft) -> Draft:
    """The fields show what the text says, those in trouble what was typed."""
    if not draft.readable:
        return draft
    tree = _written(draft.reading)
    typed = {path: draft.words[path] for path in draft.troubles if path in draft.words}
    draft.words = {path: each.shown(_at(tree, path)) for path, each in fields().items()} | typed
    if not any(path.startswith("space.") for path in draft.troubles):
        draft.rows = rows.drawn(_at(tree, ".".join(SPACE)))
    draft.shown = draft.text
    return draft


def _written(reading: Reading) -> dict[str, Any]:
    """The tree as it is written."""
    return reading.document.written if reading.document else {}


def _at(tree: Any, path: str) -> Any:
    for name in path.split("."):
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def _lines(text: str) -> str:
    """As the text had its lines before a browser made them its own."""
    return text.replace("\r\n", "\n").replace("\0", "\ufffd")  # a NUL is what no database keeps
