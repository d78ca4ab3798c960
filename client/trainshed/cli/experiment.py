from __future__ import annotations

import click

from ..sdk import Studio
from .showing import output_option, show_table
from .studio import with_studio


@click.group()
def experiment() -> None:
    """Runs that belong together."""


@experiment.command("list")
@click.option("-n", "--limit", type=int, default=50, show_default=True)
@output_option
@with_studio
def list_experiments(studio: Studio, limit: int, output: str) -> None:
    """List the experiments, newest first."""
    columns = {"name": lambda row: row.name, "runs": lambda row: row.runs, "created": lambda row: row.created}
    show_table(output, studio.experiments(limit), columns)
