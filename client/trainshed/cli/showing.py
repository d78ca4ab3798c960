"""Facts as a table for people, or as JSON or lines of tabs for programs."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import click

from .options import COPY, OUTPUT, QUERY, asked
from .options import output_option as output_option

COLOURS = {"Completed": "green", "Failed": "red", "Canceled": "yellow", "Running": "blue", "NotResponding": "magenta"}


def show_table(rows: Iterable[Any], columns: Mapping[str, Callable[[Any], Any]], programs: bool = True) -> None:
    """Rows with these columns; for programs, unless they were told already, every fact of each."""
    found = list(rows)
    if programs and told_to_programs([facts(row) for row in found]):
        return
    cells = [[text(column(row)) for column in columns.values()] for row in found]
    for line in _lines(list(columns), cells):
        click.echo(line)


def show_facts(value: Any, shown: dict[str, Any]) -> None:
    """One thing, a fact a line; for programs `value`."""
    if told_to_programs(facts(value)):
        return
    width = max(map(len, shown), default=0)
    for name, fact in shown.items():
        if text(fact):
            click.echo(f"{click.style(name.ljust(width), dim=True)}  {text(fact)}")


def told_to_programs(value: Any) -> bool:
    """Prints `value` in the form that was asked for, and keeps a copy where one was; False when people are to be told."""
    plain = json.loads(json.dumps(value, default=_plain))
    if copy := asked(COPY):
        copy.write_text(json.dumps(plain, indent=2) + "\n")
    output, query = asked(OUTPUT) or "table", asked(QUERY)
    if output == "table" and not query:
        return False
    if query:
        plain = _searched(query, plain)
    for line in _FORMS[output](plain):
        click.echo(line)
    return True


def for_programs() -> bool:
    """Whether standard output is for the answer alone."""
    return bool(asked(QUERY)) or (asked(OUTPUT) or "table") != "table"


def _searched(query: str, value: Any) -> Any:
    import jmespath  # here, for few commands are asked so

    try:
        return jmespath.search(query, value)
    except jmespath.exceptions.JMESPathError as error:
        raise click.UsageError(f"--query {query} is no JMESPath: {str(error).splitlines()[0]}") from None


def _json_lines(value: Any) -> Iterable[str]:
    yield json.dumps(value, indent=2)


def _coloured_lines(value: Any) -> Iterable[str]:
    """JSON with its names in colour, on a terminal."""
    yield re.sub(
        r'^( *)("(?:[^"\\]|\\.)*")(?=:)', lambda found: found[1] + click.style(found[2], fg="blue"), json.dumps(value, indent=2), flags=re.M
    )


def _tab_lines(value: Any) -> Iterable[str]:
    for row in value if isinstance(value, list) else [value]:
        cells = row.values() if isinstance(row, dict) else row if isinstance(row, list) else [row]
        yield "\t".join(_cell(cell) for cell in cells)


def _table_lines(value: Any) -> Iterable[str]:
    """What a query gave, for people."""
    rows = value if isinstance(value, list) else [value]
    if rows and all(isinstance(row, dict) for row in rows):
        names = list(dict.fromkeys(name for row in rows for name in row))
        return _lines(names, [[_cell(row.get(name)) for name in names] for row in rows])
    return _tab_lines(value)


def _cell(value: Any) -> str:
    return json.dumps(value) if isinstance(value, (dict, list)) else "" if value is None else text(value)


_FORMS: dict[str, Callable[[Any], Iterable[str]]] = {
    "json": _json_lines,
    "jsonc": _coloured_lines,
    "tsv": _tab_lines,
    "table": _table_lines,
}


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
