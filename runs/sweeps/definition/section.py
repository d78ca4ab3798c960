"""One map of a definition, read key by key; what does not fit is noted under its path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from runs.runconfig.nodes import Written
from runs.runconfig.values import Finding, Level

Path = tuple[str | int, ...]
NAMED = 20  # unknown keys of one section, each in a warning of its own


class Notes:
    """The findings so far, each with its path."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, level: Level, path: Path, message: str) -> None:
        self.findings.append(Finding(level, message, path=".".join(str(step) for step in path)))

    def error(self, path: Path, message: str) -> None:
        self.add("error", path, message)

    @property
    def sound(self) -> bool:
        return all(finding.level != "error" for finding in self.findings)

    def wrong_below(self, path: Path) -> bool:
        place = ".".join(str(step) for step in path)
        return any(each.level == "error" and (each.path == place or each.path.startswith(place + ".")) for each in self.findings)


class Section:
    """A null is no value: `policy:` with nothing behind it says as much as no policy at all."""

    def __init__(self, said: Any, path: Path, notes: Notes) -> None:
        self.path = path
        self.notes = notes
        self._known: set[str] = set()
        self._said: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
        if said is not None and not isinstance(said, Mapping):
            notes.error(path, f"{path[-1] if path else 'A sweep'} takes keys and their values, not {shown(said)}.")

    def __contains__(self, key: str) -> bool:
        return self._said.get(key) is not None

    def take(self, key: str) -> Any:
        """What is said, None where nothing is."""
        self._known.add(key)
        return self._said.get(key)

    def below(self, key: str) -> Section:
        return Section(self.take(key), (*self.path, key), self.notes)

    def error(self, key: str, message: str) -> None:
        self.notes.error((*self.path, key), message)

    def add(self, level: Level, key: str, message: str) -> None:
        self.notes.add(level, (*self.path, key), message)

    def missing(self, key: str, way_out: str) -> None:
        """Said of a key that has to be there, unless what was said under it is wrong anyway."""
        if not self.notes.wrong_below((*self.path, key)):
            self.notes.error((*self.path, key) if key in self._said else self.path, f"{key} is missing: {way_out}.")

    def text(self, key: str, longest: int) -> str:
        """Empty where there is none, or none that will do."""
        said = self.take(key)
        if said is None:
            return ""
        text = text_of(said)
        if text is None or not text.strip():
            self.error(key, f"{key} is a text, not {shown(said)}.")
        elif len(text) > longest:
            self.error(key, f"{key} is {len(text):,} characters long, and {longest} are allowed.")
        elif not text.isprintable():
            self.error(key, f"{key} holds a line break or another character that cannot be shown; take it out.")
        else:
            return text
        return ""

    def word(self, key: str, words: Iterable[str], default: str = "") -> str:
        """One of these words in any case, as it stands among them."""
        said = self.take(key)
        if said is None:
            return default
        known = {word.lower(): word for word in words}
        text = str(text_of(said) or "").lower()
        if text in known:
            return known[text]
        close = get_close_matches(text, known, n=1, cutoff=0.5)
        meant = f" Did you mean {known[close[0]]}?" if close else ""
        self.error(key, f"{key} is {listed(known.values())}, not {shown(said)}.{meant}")
        return ""

    def whole(self, key: str, low: int, high: int | None = None) -> int | None:
        """None where there is none, or none that will do."""
        said = bare(self.take(key))
        if said is None:
            return None
        if not isinstance(said, int) or isinstance(said, bool):
            self.error(key, f"{key} is a whole number, not {shown(said)}.{_unquote(said)}")
        elif said < low or (high is not None and said > high):
            self.error(key, f"{key} is {f'from {low} to {high:,}' if high is not None else f'{low} or more'}, not {shown(said)}.")
        else:
            return said
        return None

    def flag(self, key: str) -> bool:
        said = bare(self.take(key))
        if said is not None and not isinstance(said, bool):
            self.error(key, f"{key} is true or false, not {shown(said)}.")
        return said is True

    def items(self, key: str) -> list[Any] | None:
        """A list; None where there is none."""
        said = self.take(key)
        if said is not None and not isinstance(said, (list, tuple)):
            self.error(key, f"{key} is a list, not {shown(said)}.")
            return None
        return None if said is None else list(said)

    def ignore(self, keys: Iterable[str], why: str) -> None:
        """Keys that are known and say nothing here."""
        for key in keys:
            if self.take(key) is not None:
                self.add("warning", key, f"{key} {why}; it is ignored.")

    def unknown(self, where: str) -> None:
        """Last of all: what nobody asked for."""
        strange = [str(key) for key in self._said if key not in self._known]
        for key in strange[:NAMED]:
            self.add("warning", key, f"{key[:60]} is no key of {where}: it is kept and ignored. {self._meant(key)}")
        if (more := len(strange) - NAMED) > 0:
            self.notes.add("warning", self.path, f"{more:,} more keys are none of {where}; they are kept and ignored.")

    def _meant(self, key: str) -> str:
        plain = {known.replace("_", ""): known for known in self._known}
        close = get_close_matches(key[:60].lower().replace("_", "").replace("-", ""), plain, n=1, cutoff=0.75)
        return f"Did you mean {plain[close[0]]}?" if close else "Remove it if nothing else reads it."


def bare(said: Any) -> Any:
    """A value without its spelling."""
    return said.value if isinstance(said, Written) else said


def text_of(said: Any) -> str | None:
    """A text as it is spelled: a metric may be called 1.10. None for lists and maps."""
    if isinstance(said, Written):
        return said.text
    if isinstance(said, bool) or not isinstance(said, (str, int, float)):
        return None
    # Python prints no whole number of 5,000 digits.
    return None if isinstance(said, int) and abs(said) > 10**300 else str(said)


def shown(said: Any) -> str:
    """For a sentence, shortened."""
    said = bare(said)
    if isinstance(said, (list, tuple)):
        return "a list"
    if isinstance(said, Mapping):
        return "a section"
    if said is None:
        return "nothing"
    text = repr(said).lower() if isinstance(said, bool) else f'"{said}"' if isinstance(said, str) else _number(said)
    return text if len(text) < 60 else f"{text[:56]}…"


def _number(said: Any) -> str:
    try:
        return repr(said)
    except ValueError:  # Python prints no whole number of 5,000 digits
        return "a number of thousands of digits"


def listed(words: Iterable[str]) -> str:
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last


def _unquote(said: Any) -> str:
    return " Take the quotes away." if isinstance(said, str) and said.strip().lstrip("+-").isdigit() else ""
