from __future__ import annotations

import click

from ...sdk import Studio
from ..following import follow
from ..showing import for_programs, output_option, told_to_programs
from ..studio import with_studio
from .naming import compatible, end, run_key


@click.command()
@run_key
@output_option
@with_studio
def cancel(studio: Studio, key: str) -> None:
    """Ask for the end of a run. `run show` tells what came of it."""
    found = studio.run(key)
    asked, now = found.cancel(), found.refresh()
    if not told_to_programs({**compatible(now), "asked": asked}):
        click.echo(f"{key} is being cancelled." if asked else f"{key} is {now.state}: there is nothing to cancel.")


@click.command()
@run_key
@click.option("-f", "--follow", "following", is_flag=True, help="Print its log until it is over.")
@output_option
@with_studio
def rerun(studio: Studio, key: str, following: bool) -> None:
    """Submit the same code, configuration and arguments once more."""
    again = studio.run(key).rerun()
    if following:
        click.echo(f"{again.key}\n{again.url}", err=True)
        return end(follow(again))
    return submitted(again)


@click.command()
@run_key
@click.option("--add-tag", "tags", multiple=True, metavar="NAME[=VALUE]", help="A tag to set; may be given again.")
@click.option("--remove-tag", "removed", multiple=True, metavar="NAME", help="A tag to take away; may be given again.")
@output_option
@with_studio
def update(studio: Studio, key: str, tags: tuple[str, ...], removed: tuple[str, ...]) -> None:
    """Tag a run."""
    if not tags and not removed:
        raise click.UsageError("Say what to change: --add-tag NAME=VALUE, or --remove-tag NAME.")
    changed = studio.run(key).tag(dict(map(_tag, tags)), list(removed))
    if not told_to_programs(compatible(changed)):
        click.echo("  ".join(f"{name}={value}" if value else name for name, value in changed.tags.items()) or f"{key} has no tags.")


def submitted(run) -> None:
    """Say which run that made."""
    if not told_to_programs(compatible(run)):
        click.echo(f"{run.key}\n{run.url}", err=for_programs())


def _tag(text: str) -> tuple[str, str | None]:
    name, equals, value = text.partition("=")
    return name, value if equals else None
