"""What an address asks of the table: `sort=-score&column=state&range.lr=0.1..0.5&in.optimizer=adam|sgd&trials=3-17,20&score=..0.4`."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.http import QueryDict

MOST_TRIALS = 100_000  # of an index in an address
STANDINGS = ("active", "waiting", "completed", "failed", "stopped", "canceled", "silent")
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True)
class Asked:
    """`sort`: a column's id, with "-" before it when the greatest come first; "" is the best first. `columns`: those chosen, () the usual."""

    sort: str = ""
    columns: tuple[str, ...] = ()
    standing: str = ""
    score: Bounds | None = None
    ranges: dict[str, Bounds] = field(default_factory=dict)
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    trials: tuple[tuple[int, int], ...] = ()
    page: int = 1

    @property
    def filters(self) -> bool:
        return bool(self.standing or self.score or self.ranges or self.options or self.trials)

    def query(self, **changed) -> str:
        """The address's part after "?" with these fields changed; empty when it says nothing. A change of what is shown leads to its first page."""
        other = replace(self, **({"page": 1} | changed))
        return other._written().urlencode()

    def without(self, name: str) -> str:
        """The same without the filter of this name, as `pairs` calls it."""
        kept = QueryDict(mutable=True)
        for key, value in self._pairs():
            if key != name and key != "page":
                kept.appendlist(key, value)
        return kept.urlencode()

    def pairs(self) -> list[tuple[str, str]]:
        """The filters that no visible control says, by the names that they have in the address."""
        return [(key, value) for key, value in self._pairs() if key not in ("page", "state", "sort", "column")]

    def _written(self) -> QueryDict:
        written = QueryDict(mutable=True)
        for key, value in self._pairs():
            written.appendlist(key, value)
        return written

    def _pairs(self) -> list[tuple[str, str]]:
        plain = [("sort", self.sort), ("state", self.standing), ("score", _bounds(self.score)), ("trials", _spans(self.trials))]
        several = [("column", each) for each in self.columns]
        several += [(f"range.{name}", _bounds(bounds)) for name, bounds in self.ranges.items()]
        several += [(f"in.{name}", _joined(options)) for name, options in self.options.items()]
        page = [("page", str(self.page))] if self.page > 1 else []
        return [(key, value) for key, value in [*plain, *several, *page] if value]


def read(query: QueryDict) -> Asked:
    """What is asked; whatever cannot be read is not asked."""
    standing = query.get("state", "")
    return Asked(
        sort=query.get("sort", ""),
        columns=tuple(each for each in query.getlist("column") if each),
        standing=standing if standing in STANDINGS else "",
        score=_read_bounds(query.get("score", "")),
        ranges={name: bounds for name, text in _named(query, "range.") if (bounds := _read_bounds(text))},
        options={name: options for name, text in _named(query, "in.") if (options := _split(text))},
        trials=_read_spans(query.get("trials", "")),
        page=max(1, _index(query.get("page", "")) or 1),
    )


def _named(query: QueryDict, start: str) -> list[tuple[str, str]]:
    return [(key.removeprefix(start), query.get(key) or "") for key in query if key.startswith(start)]


def _read_bounds(text: str) -> Bounds | None:
    low, dots, high = text.partition("..")
    found = _number(low), _number(high)
    return found if dots and found != (None, None) else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value else None


def _bounds(bounds: Bounds | None) -> str:
    return "..".join("" if each is None else repr(each).removesuffix(".0") for each in bounds) if bounds else ""


def _read_spans(text: str) -> tuple[tuple[int, int], ...]:
    spans = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = _index(first), _index(last or first)
        if start is not None and end is not None and start <= end:
            spans.append((start, end))
    return tuple(spans)


def _index(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() and int(text[:9]) <= MOST_TRIALS and len(text) < 9 else None


def _spans(spans: tuple[tuple[int, int], ...]) -> str:
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _split(text: str) -> tuple[str, ...]:
    """Between bars; a bar or a backslash that belongs to an option stands behind a backslash."""
    found, escaped = [""], False
    for before, letter in pairwise(f" {text}"):
        escaped = before == "\\" and not escaped
        if letter == "|" and not escaped:
            found.append("")
        elif letter != "\\" or escaped:
            found[-1] += letter
    return tuple(each for each in found if each)


def _joined(options: tuple[str, ...]) -> str:
    return "|".join(each.replace("\\", "\\\\").replace("|", "\\|") for each in options)
