"""A run configuration that somebody is working on: form and text at once, as two views of one thing.

The page sends the text, what each field of the form shows, and `shown`: the text that those fields were drawn from. A field that says
something else than `shown` was edited there, and goes into the text; everything else of the text stays as it is, comments included. So
an edit on either side is seen on the other, with JavaScript at once and without it when the page is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from runs.configuring import values
from runs.configuring.fields import Field, fields
from runs.runconfig import CondaFile, Document, Finding, Known, RunconfigError, conda_path, lint
from runs.runconfig.linting.environment import packages

COMPANIONS = 10
SIDES = {"form", "yaml"}


@dataclass
class Draft:
    """`document` is None while the text cannot be read: then the fields keep what they show, and `shown` stays."""

    text: str
    shown: str
    companions: dict[str, str] = field(default_factory=dict)
    document: Document | None = None
    words: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)  # of fields whose words stand for nothing, by path
    findings: list[Finding] = field(default_factory=list)
    came: dict[str, str] = field(default_factory=dict)  # where it was brought in from, as in ConfigurationVersion.origin
    sides: set[str] = field(default_factory=set)  # "form" and "yaml", as far as they were edited

    @property
    def origin(self) -> dict[str, str]:
        """As its version keeps it. What was brought in keeps saying so, edited or not."""
        return self.came or {"kind": "both" if len(self.sides) > 1 else next(iter(self.sides), "form")}

    @property
    def slots(self) -> list[tuple[str, str]]:
        """The files beside it, and an empty place for one more."""
        return [*self.companions.items(), ("", "")][:COMPANIONS]

    @property
    def data(self) -> dict[str, Any]:
        """What the page's script brings both sides up to date with."""
        findings = [{name: getattr(each, name) for name in ("level", "message", "line", "column")} for each in self.findings]
        return {
            "text": self.text,
            "shown": self.shown,
            "words": self.words if self.document else {},
            "troubles": self.troubles,
            "findings": findings,
            "sides": " ".join(sorted(self.sides)),
        }

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]


def begin(text: str, known: Known, companions: dict[str, str] | None = None) -> Draft:
    """A draft that says what `text` says."""
    return _looked_at(Draft(text, text, companions or {}), known)


def resume(posted: Mapping[str, str], known: Known) -> Draft:
    """The draft that a page sent, with its edits on both sides brought together."""
    text, before = _lines(posted.get("text", "")), _lines(posted.get("shown", ""))
    draft = Draft(text, before, companions(posted))
    draft.came = {name[5:]: value for name, value in posted.items() if name.startswith("came-") and value}
    draft.sides = set(posted.get("sides", "").split()) & SIDES | ({"yaml"} if text != before else set())
    draft.words = {path: _lines(posted.get(each.name, "")) for path, each in fields().items() if each.name in posted}
    document = _readable(text)
    if document:
        draft.text = _merged(draft, document, _readable(before))
    return _looked_at(draft, known)


def companions(posted: Mapping[str, str]) -> dict[str, str]:
    """The files beside the text, by path; one whose content or path was emptied is gone."""
    pairs = ((posted.get(f"path-{n}", "").strip(), _lines(posted.get(f"content-{n}", ""))) for n in range(COMPANIONS))
    return {path: content for path, content in pairs if path and content.strip()}


def words(document: Document | None) -> dict[str, str]:
    """What each field shows for a text: only what it writes, no defaults."""
    return {path: values.shown(each, _written(document, each)) for path, each in fields().items()}


def _written(document: Document | None, each: Field) -> Any:
    found: Any = document.written if document else None
    for name in each.path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _merged(draft: Draft, document: Document, before: Document | None) -> str:
    """Put the fields that were edited into the document, and give its text."""
    drawn = words(before)
    for path, said in draft.words.items():
        if said.strip() != drawn[path].strip():
            draft.sides.add("form")
            _put(draft, document, fields()[path], said)
    return document.text


def _put(draft: Draft, document: Document, each: Field, said: str) -> None:
    try:
        if not said.strip():
            document.unset(each.path)
        elif each.kind == "map":
            _put_map(document, each, values.read(each, said))
        elif each.kind == "arguments":
            _put_list(document, each, values.read(each, said))
        else:
            document.set(each.path, values.read(each, said))
    except ValidationError as trouble:
        draft.troubles[each.path] = trouble.messages[0]
    except RunconfigError as trouble:
        draft.troubles[each.path] = str(trouble)


def _put_map(document: Document, each: Field, wanted: dict[str, str]) -> None:
    """Entry by entry, so that the comments beside those that stay do so too."""
    path = tuple(each.path.split("."))
    had = _written(document, each) or {}
    for name in had.keys() - wanted.keys():
        document.unset((*path, name))
    for name, value in wanted.items():
        if name not in had or values.shown(each, {name: had[name]}) != f"{name}={value}":
            document.set((*path, name), value)


def _put_list(document: Document, each: Field, wanted: list[str]) -> None:
    """Item by item where none comes or goes, so that the others keep their spelling."""
    had = _written(document, each)
    if not isinstance(had, list) or len(had) != len(wanted):
        return document.set(each.path, [values.meant(word) for word in wanted])
    for position, (old, new) in enumerate(zip(had, wanted, strict=True)):
        if values.spelled(old) != new:
            document.set((*each.path.split("."), position), values.meant(new))


def _looked_at(draft: Draft, known: Known) -> Draft:
    """Read the text and lint it; the fields show what it says, those in trouble what was typed."""
    try:
        draft.document = Document.read(draft.text)
    except RunconfigError as error:
        draft.findings = [Finding("error", error.sentence, error.line, error.column)]
        return draft
    draft.findings = lint(draft.document, known)
    draft.findings += _of_conda_file(draft.document, draft.companions)
    typed = {path: draft.words[path] for path in draft.troubles}
    draft.words, draft.shown = words(draft.document) | typed, draft.text
    return draft


def _of_conda_file(document: Document, companions: Mapping[str, str]) -> list[Finding]:
    """What there is to say of the conda file beside it; lines would be those of that file, so none is told."""
    path = None
    try:
        path = conda_path(document.configuration)
        found = packages(CondaFile.read(companions[path])) if path and path in companions else ()
        return [Finding(level, f"{path}: {sentence}") for level, sentence in found]
    except RunconfigError as error:  # of the text itself, the linter has told
        return [Finding("error", f"{path}: {error}")] if path else []


def _readable(text: str) -> Document | None:
    try:
        return Document.read(text)
    except RunconfigError:
        return None


def _lines(text: str) -> str:
    """As the text had its lines before a browser made them its own."""
    return text.replace("\r\n", "\n").replace("\0", "\ufffd")  # a NUL is what no database keeps
