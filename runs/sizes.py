"""Amounts of memory as people and Docker write them: `512m`, `8g`, `1.5 GB`; a bare number is bytes. 1 g is 1,024³ bytes."""

import re

UNITS = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?", re.IGNORECASE)
MOST = 2**53  # beyond it a number in JSON is not exact


def read(text: str) -> int:
    """Bytes. ValueError, with a sentence, when it is no amount of memory."""
    found = AMOUNT.fullmatch(str(text).strip())
    if not found or not 0 < (size := round(float(found[1]) * UNITS[found[2].lower()])) < MOST:
        raise ValueError(f"“{text}” is no amount of memory. Write it like 512m or 8g.")
    return size


def write(size: int) -> str:
    """The shortest way to write it that `read` understands, to the byte."""
    for unit in "tgmk":
        if size >= UNITS[unit] and size % UNITS[unit] == 0:
            return f"{size // UNITS[unit]}{unit}"
    return str(size)


def words(size: float) -> str:
    """`8 GiB`, `1.5 GiB`, `512 MiB`: for sentences that compare what is asked with what is there."""
    for unit, name in (("t", "TiB"), ("g", "GiB"), ("m", "MiB"), ("k", "KiB")):
        if size >= UNITS[unit]:
            return f"{size / UNITS[unit]:.1f}".removesuffix(".0") + f" {name}"
    return f"{size:.0f} bytes"
