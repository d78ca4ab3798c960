"""Lengths of time as people write and read them: `90`, `45m`, `2h`, `1d 6h`."""

import re

MINUTE, HOUR, DAY = 60, 3_600, 86_400
UNITS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": 1}
WORDS = {"": 1, "sec": 1, "second": 1, "min": MINUTE, "minute": MINUTE, "hour": HOUR, "day": DAY} | UNITS
PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)[\s,]*")


def read(text: str) -> int:
    """Whole seconds. A bare number is seconds; ValueError, with a sentence, when it is no length of time."""
    parts, rest = PART.findall(text.lower()), PART.sub("", text.lower())
    if not parts or rest.strip():
        raise ValueError(f"“{text}” is not a length of time. Write it like 90, 45m, 2h or 1d 6h.")
    return round(sum(float(amount) * _length(word) for amount, word in parts))


def write(seconds: int) -> str:
    """The shortest way to write it that `read` understands."""
    parts = []
    for unit, length in UNITS.items():
        count, seconds = divmod(seconds, length)
        parts += [f"{count}{unit}"] if count else []
    return " ".join(parts) or "0s"


def _length(word: str) -> int:
    for known in (word, word.removesuffix("s")):
        if known in WORDS:
            return WORDS[known]
    raise ValueError(f"“{word}” is not a unit of time here. Use d, h, m or s, as in 1d 6h.")
