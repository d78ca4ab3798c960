"""A draft's form as its page draws it."""

from dataclasses import dataclass

from .draft import Draft
from .explaining import EXPRESSIONS, explained
from .fields import SECTIONS, Field, Section
from .rows import Row

YES_NO = (("true", "Yes"), ("false", "No"))


@dataclass
class ShownField:
    field: Field
    words: str
    trouble: str
    options: list[tuple[str, str]]
    hidden: bool

    @property
    def lines(self) -> int:
        return min(14, max(2, self.words.count("\n") + 1))


@dataclass
class ShownSection:
    section: Section
    fields: list[ShownField]

    @property
    def open(self) -> bool:
        return self.section.slug != "warm" or any(each.words for each in self.fields)


@dataclass
class ShownRow:
    number: str
    row: Row
    explained: str = ""
    trouble: str = ""

    @property
    def strange(self) -> bool:
        """Whether the text has an expression that there is none of: it is offered too, so that it stays until somebody chooses."""
        return all(each.name != self.row.expression for each in EXPRESSIONS)


def sections(draft: Draft) -> list[ShownSection]:
    return [ShownSection(section, [_field(draft, each, section) for each in section.fields]) for section in SECTIONS]


def shown_rows(draft: Draft) -> list[ShownRow]:
    """Each parameter's, and one that is empty: without JavaScript it is the place of the next."""
    found = [ShownRow(str(number), row, explained(row), _trouble(draft, number)) for number, row in enumerate(draft.rows)]
    return [*found, blank(str(len(found)))]


def blank(number: str = "__n__") -> ShownRow:
    """Of which the page's script makes further ones."""
    return ShownRow(number, Row(expression="choice"))


def _trouble(draft: Draft, number: int) -> str:
    return " ".join(sentence for path, sentence in draft.troubles.items() if path.startswith(f"space.{number}."))


def _field(draft: Draft, each: Field, section: Section) -> ShownField:
    words = draft.words.get(each.path, "")
    kind = draft.words.get(section.fields[0].path, "").lower()
    hidden = bool(each.kinds) and not words and kind not in each.only.split()
    return ShownField(each, words, draft.troubles.get(each.path, ""), _options(each, words), hidden)


def _options(each: Field, words: str) -> list[tuple[str, str]]:
    """What the text says is offered too, where it is none of those that are known."""
    known = list(YES_NO) if each.kind == "flag" else list(each.labels) or [(name, name) for name in each.choices]
    return known if not known or not words or words in dict(known) else [*known, (words, words)]
