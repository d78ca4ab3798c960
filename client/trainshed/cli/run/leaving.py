"""What a run leaves: metrics and files."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path

import click

from ...sdk import Studio
from ..showing import output_option, show_table, size, told_to_programs
from ..studio import with_studio
from .naming import run_key


@click.command()
@run_key
@click.option("--name", help="Every point of this metric.")
@output_option
@with_studio
def metrics(studio: Studio, key: str, name: str | None) -> None:
    """Show the metrics of a run: last value, least, greatest; with --name every point."""
    found = studio.run(key)
    if name is None:
        names = ("name", "last", "minimum", "maximum", "count")
        return show_table(found.metric_table(), {each: attrgetter(each) for each in names})
    series = found.series(name)
    if told_to_programs(series):
        return None
    rows = list(zip(series["steps"], series["values"], series["times"]))
    return show_table(rows, {"step": lambda row: row[0], name: lambda row: row[1], "time": lambda row: f"{row[2]:.3f}"})


@click.command()
@run_key
@output_option
@with_studio
def outputs(studio: Studio, key: str) -> None:
    """List the files that a run left."""
    columns = {"path": lambda row: row.path, "size": lambda row: size(row.size), "modified": lambda row: row.modified}
    show_table(studio.run(key).outputs(), columns)


@click.command()
@click.argument("key")
@click.argument("paths", nargs=-1)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where to; a folder with the run's key if not said.")
@with_studio
def download(studio: Studio, key: str, paths: tuple[str, ...], folder: Path | None) -> None:
    """Save the files that a run left: all, or those of PATHS."""
    for saved in studio.run(key).download(folder or Path(key), list(paths) or None):
        click.echo(saved)
