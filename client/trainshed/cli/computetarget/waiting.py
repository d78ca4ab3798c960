"""What waits for a target: sent to another one, or cancelled."""

from __future__ import annotations

import click

from ...sdk import Studio
from ..options import named
from ..showing import facts, output_option, told_to_programs
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
    if told_to_programs(facts(moved)):
        return
    for key in moved.runs:
        click.echo(key)
    for key, sentence in moved.refused.items():
        click.echo(f"{key} stays: {sentence}", err=True)
    click.echo(f"{_count(len(moved.runs))} for {to} now." if moved.runs else f"Nothing of {name} moved to {to}.", err=True)


@click.command("cancel-waiting")
@named
@click.option("-r", "--run", "runs", multiple=True, metavar="KEY", help="This run alone; may be given again. All that wait if not said.")
@output_option
@with_studio
def cancel_waiting(studio: Studio, name: str, runs: tuple[str, ...]) -> None:
    """Cancel what waits for a compute target; what is under way there goes on."""
    cancelled = studio.target(name).cancel_waiting(list(runs) or None)
    if not told_to_programs({"cancelled": cancelled}):
        click.echo(f"{cancelled} {'run that waited is' if cancelled == 1 else 'runs that waited are'} cancelled.")


def _count(runs: int) -> str:
    return "1 run waits" if runs == 1 else f"{runs} runs wait"
