"""A check in the terminal: a line for each step as it ends, with the way out of what fails."""

from __future__ import annotations

import sys
from typing import Any

import click

from ...targets import Errand
from ..showing import duration, printable

MARKS = {"passed": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red"), "skipped": ("–", None)}


class Checklist:
    """`errand.wait(Checklist().seen)`. What was told once is not told again, also not by the check after it."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def seen(self, errand: Errand) -> None:
        self._wipe()
        for step in errand.steps:
            if step["state"] in MARKS and self.told.get(step["name"]) != _facts(step):
                self.told[step["name"]] = _facts(step)
                _tell(step)
        under_way = next((step for step in errand.steps if step["state"] == "running"), None)
        if under_way and sys.stderr.isatty():
            click.echo(click.style(f"… {printable(under_way['title'])}", dim=True), nl=False, err=True)

    def _wipe(self) -> None:
        if sys.stderr.isatty():
            click.echo("\r\x1b[K", nl=False, err=True)


def _facts(step: dict[str, Any]) -> tuple[str, str]:
    return step["state"], step["detail"]


def _tell(step: dict[str, Any]) -> None:
    mark, colour = MARKS[step["state"]]
    took = click.style(f"  {duration(step['seconds'])}", dim=True) if step.get("seconds") is not None else ""
    detail = f": {printable(step['detail'])}" if step["detail"] else ""
    click.echo(f"{click.style(mark, fg=colour)} {printable(step['title'] or step['name'])}{detail}{took}", err=True)
    if step["way_out"] and step["state"] != "passed":
        for line in step["way_out"].splitlines():
            click.echo(f"    {printable(line)}", err=True)
