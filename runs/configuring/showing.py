"""A draft as its page draws it: sections of fields, each with its value, its default and where that value came from."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from runs.configuring import values
from runs.configuring.drafts import Draft, words
from runs.configuring.fields import Field, Section, sections
from runs.models import ConfigurationVersion
from runs.runconfig import Document

OPEN = ("script", "target", "environment")
YES_NO = (("true", "Yes"), ("false", "No"))


@dataclass
class ShownField:
    field: Field
    words: str
    default: str
    origin: str
    trouble: str
    options: list[tuple[str, str]]

    @property
    def rows(self) -> int:
        return min(14, max(2, self.words.count("\n") + 1))


@dataclass
class ShownSection:
    section: Section
    fields: list[ShownField]

    @property
    def written(self) -> int:
        """How many of its fields the text writes."""
        return sum(1 for each in self.fields if each.words)

    @property
    def open(self) -> bool:
        return self.section.slug in OPEN or any(each.trouble for each in self.fields)


def shown(draft: Draft, targets: Iterable[str], origins: dict[str, str]) -> list[ShownSection]:
    """The whole form. `targets` are the names to choose from, `origins` the words of `told`."""
    named = list(targets)
    return [ShownSection(section, [_field(each, draft, named, origins) for each in section.fields]) for section in sections()]


def told(draft: Draft, versions: dict[int, ConfigurationVersion]) -> dict[str, str]:
    """By path, where the value of each written field came from; `versions` by their number."""
    newest = versions[max(versions)] if versions else None
    before = words(newest.document) if newest else {}
    return {path: _origin(path, said, before, newest, versions) for path, said in draft.words.items() if said}


def origin_of(version: ConfigurationVersion) -> str:
    """How a version came to be, in words: `imported from train.runconfig by Ada`."""
    kind = version.origin.get("kind", "form")
    file = version.origin.get("file", "")
    how = {
        "form": "form",
        "yaml": "YAML",
        "both": "form and YAML",
        "file": f"file {file}",
        "source": f"{file} of {version.origin.get('source', 'the source')}",
        "clone": f"copied from {version.origin.get('of', 'another')}",
        "api": "API",
        "example": "example",
    }.get(kind, kind)
    return f"{how}, by {version.created_by}" if version.created_by else how


def _origin(path: str, said: str, before: dict[str, str], newest: Any, versions: dict[int, ConfigurationVersion]) -> str:
    if newest is None or before.get(path, "") != said:
        return "edited now" if newest else ""
    numbers = [number for written, number in newest.origins.items() if written == path or written.startswith(f"{path}.")]
    number = max(numbers, default=newest.number)
    return f"v{number} · {origin_of(versions[number])}" if number in versions else f"v{number}"


def _field(each: Field, draft: Draft, targets: list[str], origins: dict[str, str]) -> ShownField:
    words = draft.words.get(each.path, "")
    default = values.shown(each, _defaults().get(each.path)) if not words else ""
    return ShownField(each, words, default, origins.get(each.path, ""), draft.troubles.get(each.path, ""), _options(each, words, targets))


@cache
def _defaults() -> Document:
    """What holds where a text says nothing."""
    return Document.of({"environment": {}})


def _options(each: Field, words: str, targets: list[str]) -> list[tuple[str, str]]:
    known = [(name, name) for name in (targets if each.kind == "target" else each.choices)]
    options = list(YES_NO) if each.kind == "flag" else known
    missing = " (not here)" if each.kind == "target" else ""
    return options if not words or words in dict(options) else [*options, (words, words + missing)]
