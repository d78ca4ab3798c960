"""What workers do on a target when they are asked: test it, count what lies there, clean up."""

from __future__ import annotations

from typing import Any

import click

from ...connection import StudioError
from ...sdk import Studio
from ...targets import Errand, Target
from ..options import named
from ..showing import output_option, show_facts, size, told_to_programs
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
    """Count what the studio's folders take on a compute target."""
    show_usage(_counted(studio.target(name)))


@click.command()
@named
@click.option("--what", multiple=True, metavar="NAME", help="One of those that `usage` lists; may be given again.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing.")
@output_option
@with_studio
def clean(studio: Studio, name: str, what: tuple[str, ...], yes: bool) -> None:
    """Remove what no run needs any more; without --what it only says what that would be."""
    target = _counted(studio.target(name))
    if not what:
        return show_usage(target)
    if not yes:
        click.confirm(f"Remove {', '.join(what)} on {name} where no run needs it?", abort=True, err=True)
    errand = target.ask("clean", what=list(what)).wait(Checklist().seen)
    after = _done(errand, target)
    freed = errand.answer.get("freed")
    if not told_to_programs({"freed": freed, "usage": after.usage}):
        click.echo(f"{size(freed)} are free again." if freed is not None else f"{name} is clean.")


@click.command()
@named
@output_option
@with_studio
def upgrade(studio: Studio, name: str) -> None:
    """Send the studio's agent to a compute target now; otherwise the next run does."""
    target = studio.target(name)
    show_target(_done(target.ask("upgrade").wait(Checklist().seen), target), verbose=True)


def show_usage(target: Target) -> None:
    shown: dict[str, Any] = {part: size(count) for part, count in target.usage.items() if isinstance(count, int)}
    show_facts(target.usage, shown)


def _counted(target: Target) -> Target:
    return _done(target.ask("usage").wait(Checklist().seen), target)


def _done(errand: Errand, target: Target) -> Target:
    """The target as it is after the errand; StudioError where that failed."""
    failed = [step for step in errand.steps if step["state"] == "failed"]
    if errand.state == "failed" or failed:
        raise StudioError(errand.trouble or f"{failed[0]['title']}: {failed[0]['detail']}")
    return target.refresh()
