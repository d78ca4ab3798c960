"""What the studio says in the terminal: a time, who, what. Coloured for people, plain for pipes."""

import os
import sys
import time

COLOURS = {"dim": "2", "good": "32", "warn": "33", "bad": "31", "bold": "1"}


def say(who: str, what: str, colour: str = "") -> None:
    print(f"{paint(time.strftime('%H:%M:%S'), 'dim')}  {who:<9} {paint(what, colour)}", flush=True)


def show(lines: list[str]) -> None:
    """The lines of another process, set apart from our own."""
    for line in lines:
        print(paint(f"          | {line}", "dim"), flush=True)


def paint(text: str, colour: str) -> str:
    if colour not in COLOURS or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{COLOURS[colour]}m{text}\033[0m"
