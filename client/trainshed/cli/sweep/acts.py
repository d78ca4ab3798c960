from __future__ import annotations

from pathlib import Path

import click

from ...runconfigs import text_of
from ...sdk import Studio
from ..run.naming import run_key
from ..showing import output_option, show_facts, told_to_programs
from ..studio import with_studio
from ..watching import line
from .telling import compatible


@click.command()
@run_key
@output_option
@with_studio
def pause(studio: Studio, key: str) -> None:
    """Start no further trials. Those that go on go on."""
    _tell(studio.sweep(key).pause())


@click.command()
@run_key
@output_option
@with_studio
def resume(studio: Studio, key: str) -> None:
    """Go on with a sweep that was paused."""
    _tell(studio.sweep(key).resume())


@click.command()
@run_key
@output_option
@with_studio
def stop(studio: Studio, key: str) -> None:
    """Ask for the end of a sweep and of all its trials. `sweep show` tells what came of it."""
    found = studio.sweep(key)
    asked, now = found.cancel(), found.refresh()
    if not told_to_programs({**compatible(now), "asked": asked}):
        click.echo(f"{key} is being cancelled." if asked else f"{key} is {now.state}: there is nothing to cancel.")


@click.command()
@run_key
@click.option("--max-concurrent-runs", "count", type=click.IntRange(1), required=True, help="How many trials may go on at once.")
@output_option
@with_studio
def update(studio: Studio, key: str, count: int) -> None:
    """Change how many trials go on at once. None of those that go on is ended."""
    _tell(studio.sweep(key).set_concurrency(count))


@click.command()
@run_key
@click.option("--runs", "trials", type=click.IntRange(1), help="So many trials more.")
@click.option("--minutes", type=click.IntRange(1), help="So many minutes more.")
@click.option(
    "--hyperdrive-configuration-name",
    "definition",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An hdconfig.yml whose parameter space is the sweep's from now on.",
)
@output_option
@with_studio
def extend(studio: Studio, key: str, trials: int | None, minutes: int | None, definition: Path | None) -> None:
    """Give a sweep more trials, more time or a larger space; one that is over goes on."""
    if not (trials or minutes or definition):
        raise click.UsageError("Say by what: --runs N, --minutes N, or --hyperdrive-configuration-name FILE.")
    _tell(studio.sweep(key).extend(trials, minutes, hdconfig=text_of(definition) if definition else None))


@click.command()
@run_key
@click.option(
    "--which",
    type=click.Choice(["failed", "missing", "both"]),
    default="failed",
    show_default=True,
    help="Missing are those that were cancelled with the sweep.",
)
@output_option
@with_studio
def retry(studio: Studio, key: str, which: str) -> None:
    """Start trials again that failed or are missing, with the parameters that they had."""
    count = studio.sweep(key).retry(which)
    if not told_to_programs({"trials": count}):
        click.echo(f"{count} {'trial is' if count == 1 else 'trials are'} started again.")


@click.command()
@run_key
@click.option("--name", help="What it is called; the sweep's own run configuration gets a next version if not said.")
@click.option("--trial", type=click.IntRange(0), help="Another trial than the best, by its index.")
@output_option
@with_studio
def save(studio: Studio, key: str, name: str | None, trial: int | None) -> None:
    """Keep the arguments of the best trial as a run configuration."""
    kept = studio.sweep(key).save_best(name, trial)
    show_facts(kept, {"name": kept.name, "version": kept.version, "script": kept.script, "arguments": " ".join(map(str, kept.arguments))})


def _tell(now) -> None:
    if not told_to_programs(compatible(now)):
        click.echo(line(now))
