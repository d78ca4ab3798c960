"""A version as its page draws it: the fields it writes with where each came from, its text line by line, and what the linter says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from runs import resources
from runs.configuring import drafts, showing, values
from runs.configuring.fields import Field, fields, sections
from runs.models import ConfigurationVersion, Run
from runs.runconfig import Finding, Known

LEVELS = ("error", "warning")
KEY = re.compile(r"^(\s*(?:- )?)([\w.$-]+)(:)(?=\s|$)")


@dataclass
class Fact:
    field: Field
    words: str
    origin: str

    @property
    def long(self) -> bool:
        return "\n" in self.words


@dataclass
class TextLine:
    """`level` is that of the worst finding on it."""

    indent: str
    key: str
    rest: str
    level: str


@dataclass
class Said:
    facts: dict[str, list[Fact]]  # by section
    lines: list[TextLine]
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]


def said(version: ConfigurationVersion, versions: dict[int, ConfigurationVersion], known: Known) -> Said:
    """`versions` by number, this one and those before it at least."""
    draft = drafts.begin(version.text, known, version.companions)
    origins = showing.told(draft, {number: each for number, each in versions.items() if number <= version.number})
    facts = {section.title: _facts(section.fields, draft.words, origins) for section in sections()}
    return Said({title: each for title, each in facts.items() if each}, _lines(version.text, draft.findings), draft.findings)


AT_SUBMIT = {"environment": "environment.name"}  # where an override is called otherwise than its field


def of_run(run: Run, versions: dict[int, ConfigurationVersion]) -> dict[str, list[Fact]]:
    """The fields by section as this run took them: what was said at submit goes before the configuration."""
    draft = drafts.begin(run.configuration.text, Known())
    origins = showing.told(draft, versions)
    for name, value in _said(run.overrides):
        path = AT_SUBMIT.get(name, name)
        if path in fields():
            draft.words[path], origins[path] = values.shown(fields()[path], value), "said at submit"
    if run.overrides.get("environment"):
        draft.words = {path: words for path, words in draft.words.items() if path == "environment.name" or not _of_environment(path)}
    facts = {section.title: _facts(section.fields, draft.words, origins) for section in sections()}
    return {title: each for title, each in facts.items() if each}


def _said(overrides: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in overrides.items():
        if name == "resources":
            yield from ((f"resources.{each}", words) for each, words in resources.shown(value).items())
        else:
            yield name, value


def _of_environment(path: str) -> bool:
    return path.startswith("environment.")


def _facts(shown: tuple[Field, ...], words: dict[str, str], origins: dict[str, str]) -> list[Fact]:
    return [Fact(field, words[field.path], origins.get(field.path, "")) for field in shown if words.get(field.path)]


def _lines(text: str, findings: list[Finding]) -> list[TextLine]:
    levels: dict[int, str] = {}
    for level in reversed(LEVELS):
        levels |= {finding.line: level for finding in findings if finding.level == level and finding.line}
    return [_line(line, levels.get(number, "")) for number, line in enumerate(text.splitlines(), start=1)]


def _line(line: str, level: str) -> TextLine:
    found = KEY.match(line)
    if not found:
        return TextLine("", "", line, level)
    return TextLine(found[1], found[2] + found[3], line[found.end() :], level)
