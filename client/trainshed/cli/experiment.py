from __future__ import annotations

import click

from ..sdk import Studio
from ..values import Experiment
from .options import named
from .showing import output_option, show_facts, show_table
from .studio import with_studio


@click.group()
def experiment() -> None:
    """Runs that belong together."""


@experiment.command("list")
@click.option("-n", "--limit", type=int, default=50, show_default=True)
@output_option
@with_studio
def list_experiments(studio: Studio, limit: int) -> None:
    """List the experiments, newest first."""
    columns = {"name": lambda row: row.name, "runs": lambda row: row.runs, "created": lambda row: row.created}
    show_table(studio.experiments(limit), columns)


@experiment.command()
@named
@output_option
@with_studio
def create(studio: Studio, name: str) -> None:
    """Make an experiment; harmless when there is one of this name."""
    _show(studio.new_experiment(name))


@experiment.command()
@named
@output_option
@with_studio
def show(studio: Studio, name: str) -> None:
    """Show an experiment."""
    _show(studio.experiment(name))


def _show(found: Experiment) -> None:
    show_facts(found, {"name": found.name, "runs": found.runs, "created": found.created})
