"""Facts as a table for people, or as JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

import click

COLOURS = {"Completed": "green", "Failed": "red", "Canceled": "yellow", "Running": "blue", "NotResponding": "magenta"}
output_option = click.option(
    "-o", "--output", type=click.Choice(["table", "json"]), default="table", show_default=True, help="How to print it."
)


def show_table(output: str, rows: Iterable[Any], columns: dict[str, Callable[[Any], Any]]) -> None:
    """Rows with these columns; as JSON every fact of each."""
    found = list(rows)
    if output == "json":
        return show_json([facts(row) for row in found])
    cells = [[text(column(row)) for column in columns.values()] for row in found]
    for line in _lines(list(columns), cells):
        click.echo(line)


def show_facts(output: str, value: Any, shown: dict[str, Any]) -> None:
    """One thing, a fact a line."""
    if output == "json":
        return show_json(facts(value))
    width = max(map(len, shown))
    for name, fact in shown.items():
        if text(fact):
            click.echo(f"{click.style(name.ljust(width), dim=True)}  {text(fact)}")


def show_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, default=_plain))


def facts(value: Any) -> Any:
    if not dataclasses.is_dataclass(value):
        return value
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.name != "connection"}


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Styled):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float):
        return f"{value:.6g}"
    return printable(str(value))


def printable(line: str) -> str:
    """Without control characters: a name that a script chose must not steer the terminal."""
    return "".join(character if character.isprintable() else "�" for character in line)


class Styled(str):
    """Text with colours of our own, printed as it is."""


def state(name: str) -> Styled:
    return Styled(click.style(name, fg=COLOURS.get(name)))


def age(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return f"{duration((datetime.now(timezone.utc) - moment).total_seconds())} ago"


def duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    whole = int(max(0.0, seconds))
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min" if whole < 86400 else f"{whole // 86400} d {whole % 86400 // 3600} h"


def size(count: int) -> str:
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _lines(names: Sequence[str], cells: list[list[str]]) -> Iterable[str]:
    """Columns as wide as they need; on a terminal the last one gives way."""
    if not cells:
        return
    widths = [max(len(click.unstyle(row[place])) for row in [list(names), *cells]) for place in range(len(names))]
    room = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 10_000
    yield click.style("  ".join(name.upper().ljust(width) for name, width in zip(names, widths)).rstrip(), dim=True)
    for row in cells:
        padded = [cell + " " * (width - len(click.unstyle(cell))) for cell, width in zip(row, widths)]
        yield _fitted(padded, widths, room)


def _fitted(padded: list[str], widths: list[int], room: int) -> str:
    over = sum(widths) + 2 * (len(widths) - 1) - room
    if over > 0 and widths[-1] - over > 8:
        padded[-1] = click.unstyle(padded[-1])[: widths[-1] - over - 1].rstrip() + "…"
    return "  ".join(padded).rstrip()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
