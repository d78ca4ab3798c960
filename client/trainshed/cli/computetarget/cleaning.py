"""What workers do on a target when they are asked: test it, count what lies there, clean up."""

from __future__ import annotations

from typing import Any

import click

from ...connection import StudioError
from ...sdk import Studio
from ...targets import Errand, Target
from ..options import named
from ..showing import output_option, printable, show_table, size, told_to_programs
from ..studio import with_studio
from .attaching import Trust, attached
from .checklist import Checklist
from .showing import show_target


@click.command()
@named
@click.option("--host-key-fingerprint", "fingerprint", metavar="SHA256:…", help="The machine is this one; no question is asked.")
@output_option
@with_studio
def check(studio: Studio, name: str, fingerprint: str | None) -> None:
    """Test a compute target step by step, each failure with its way out. Confirms its host key where it shows another one."""
    target = studio.target(name)
    if target.mode == "draft" or fingerprint or target.offered_host_key():
        return show_target(attached(target, Trust(fingerprint, False)))
    show_target(_done(target.ask("check").wait(Checklist().seen), target))


@click.command()
@named
@output_option
@with_studio
def usage(studio: Studio, name: str) -> None:
    """Count what the studio's folders take on a compute target, and what of it could go."""
    show_usage(*_counted(studio.target(name)))


@click.command()
@named
@click.option("--what", multiple=True, metavar="PART", help="One of those that `usage` lists; may be given again.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@output_option
@with_studio
def clean(studio: Studio, name: str, what: tuple[str, ...], yes: bool) -> None:
    """Remove what no run needs any more; without --what it only says what that would be."""
    target, can_go = _counted(studio.target(name))
    if not what:
        return show_usage(target, can_go)
    if not yes:
        total = size(sum(can_go.get(part, {}).get("bytes", 0) for part in what))
        click.confirm(f"Remove {', '.join(what)} on {name} where no run needs it: {total}?", abort=True, err=True)
    errand = target.ask("clean", what=list(what)).wait(Checklist().seen)
    after, freed = _done(errand, target), errand.answer.get("freed", {})
    if not told_to_programs({"freed": freed, "usage": after.usage}):
        click.echo(f"{size(sum(part['bytes'] for part in freed.values()))} are free again.")
        for line in (line for part in freed.values() for line in _kept(part)):
            click.echo(line, err=True)


@click.command()
@named
@output_option
@with_studio
def upgrade(studio: Studio, name: str) -> None:
    """Send the studio's agent to a compute target now; otherwise the next run does."""
    target = studio.target(name)
    show_target(_done(target.ask("upgrade").wait(Checklist().seen), target), verbose=True)


def show_usage(target: Target, can_go: dict[str, Any]) -> None:
    rows = [{"part": part, "bytes": count, "can_go": can_go.get(part, {}).get("bytes")} for part, count in target.usage.items()]
    columns = {
        "part": lambda row: row["part"],
        "takes": lambda row: size(row["bytes"]),
        "can go": lambda row: None if row["can_go"] is None else size(row["can_go"]),
    }
    show_table(rows, columns)


def _counted(target: Target) -> tuple[Target, dict[str, Any]]:
    """The target with its usage as it is now, and what of each part could go."""
    errand = target.ask("usage").wait(Checklist().seen)
    return _done(errand, target), errand.answer.get("can_go", {})


def _kept(part: dict[str, Any]) -> list[str]:
    """What stays, and why."""
    return [f"{printable(kept['name'])} stays: {printable(kept['why'])}" for kept in part.get("kept", [])]


def _done(errand: Errand, target: Target) -> Target:
    """The target as it is after the errand; StudioError where that failed."""
    failed = [step for step in errand.steps if step["state"] == "failed"]
    if errand.state == "failed" or failed:
        raise StudioError(errand.trouble or f"{failed[0]['title']}: {failed[0]['detail']}")
    return target.refresh()
