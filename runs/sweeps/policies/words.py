"""A policy's decision in a sentence, with its numbers."""

import math

from ..values import Goal


def stopped(policy: str, interval: int, goal: Goal, value: float, limit: float, origin: str) -> str:
    """`Stopped at interval 12: 0.61 below 0.92 / 1.2 = 0.7667 (Bandit)`; `origin` says what the limit is."""
    side = "below" if goal == Goal.MAXIMIZE else "above"
    own, line = told_apart(value, limit)
    if math.isnan(value):
        own, side = "NaN,", "which is worse than"
    return f"Stopped at interval {interval}: {own} {side} {explained(origin, line)} ({policy})"


def explained(origin: str, limit: str) -> str:
    """A formula before its result, words behind it."""
    if not origin:
        return limit
    return f"{limit}, {origin}" if origin[0].isalpha() else f"{origin} = {limit}"


def told_apart(value: float, limit: float) -> tuple[str, str]:
    """Both with as many digits as it takes to see which is greater."""
    for digits in (4, 6, 9, 13):
        if (shown := (number(value, digits), number(limit, digits)))[0] != shown[1]:
            return shown
    return repr(value), repr(limit)


def number(value: float, digits: int = 4) -> str:
    return f"{value:.{digits}g}"
