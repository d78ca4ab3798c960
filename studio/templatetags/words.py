"""Durations, sizes and numbers as people read them. static/js/time.js says durations the same way."""

import re
from datetime import datetime


def duration(seconds: float | None) -> str:
    """0.8 s · 14 s · 2m 14s · 3h 05m · 2d 4h"""
    if seconds is None:
        return "—"
    seconds = max(0.0, float(seconds))
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02}s"
    if whole < 86400:
        return f"{whole // 3600}h {whole % 3600 // 60:02}m"
    return f"{whole // 86400}d {whole % 86400 // 3600}h"


def ago(seconds: float) -> str:
    """just now · 40 s ago · 3 min ago · 5 h ago · 2 d ago"""
    seconds = int(seconds)
    if seconds < 5:
        return "just now"
    for length, unit in [(86400, "d"), (3600, "h"), (60, "min")]:
        if seconds >= length:
            return f"{seconds // length} {unit} ago"
    return f"{seconds} s ago"


def exact(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} {at:%Z}"


def size(count: int | str | None) -> str:
    """812 B · 14.2 kB · 3.4 MB (powers of 1000, as disks and browsers count). A template says "" of what a machine did not tell."""
    if count is None or count == "":
        return "—"
    amount = float(count)
    for unit in ["B", "kB", "MB", "GB", "TB"]:
        if amount < 999.5 or unit == "TB":
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 99.5 else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError("the loop always returns")


def number(value: float | None) -> str:
    """A metric's value in at most five significant digits."""
    if value is None:
        return "—"
    return re.sub(r"e([+-])0*", lambda found: "e" + found[1].replace("+", ""), f"{value:.5g}")


def grouped(count: int) -> str:
    """1000000 -> 1,000,000"""
    return f"{count:,}"


def initials(name: str) -> str:
    """The one or two letters that stand for a person or a workspace."""
    parts = re.findall(r"\w+", str(name)) or ["?"]
    return (parts[0][0] + (parts[1][0] if len(parts) > 1 else "")).upper()


def spaced(state: str) -> str:
    """NotStarted -> Not started"""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda found: " " + found[1].lower(), state)
