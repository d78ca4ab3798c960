"""What waits for a target: sent to another one, or cancelled."""

from __future__ import annotations

import click

from ...sdk import Studio
from ..options import named
from ..showing import output_option, told_to_programs
from ..studio import with_studio


@click.command()
@named
@click.option("--to", required=True, help="The compute target that they are sent to.")
@click.option("-r", "--run", "runs", multiple=True, metavar="KEY", help="This run alone; may be given again. All that wait if not said.")
@output_option
@with_studio
def move(studio: Studio, name: str, to: str, runs: tuple[str, ...]) -> None:
    """Send what waits for a compute target to another one."""
    moved = studio.target(name).move(to, list(runs) or None)
    if not told_to_programs({"to": to, "runs": moved}):
        _tell(moved, f"wait for {to} now", f"Nothing waits for {name}.")


@click.command("cancel-waiting")
@named
@click.option("-r", "--run", "runs", multiple=True, metavar="KEY", help="This run alone; may be given again. All that wait if not said.")
@output_option
@with_studio
def cancel_waiting(studio: Studio, name: str, runs: tuple[str, ...]) -> None:
    """Cancel what waits for a compute target; what is under way there goes on."""
    cancelled = studio.target(name).cancel_waiting(list(runs) or None)
    if not told_to_programs({"runs": cancelled}):
        _tell(cancelled, "are cancelled", f"Nothing waits for {name}.")


def _tell(keys: list[str], what: str, nothing: str) -> None:
    for key in keys:
        click.echo(key)
    click.echo(f"{len(keys)} runs {what}." if keys else nothing, err=True)
