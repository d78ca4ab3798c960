from __future__ import annotations

import click

from .. import attaching
from ..sdk import Studio
from ..sources import source_name
from .options import folder as project_folder
from .showing import output_option, told_to_programs
from .studio import with_studio


@click.group()
def folder() -> None:
    """A folder of this machine as a project of the studio."""


@folder.command()
@click.option(
    "-e", "--experiment-name", "experiment", help="What its runs belong to where nothing else is said; the folder's name if not said."
)
@output_option
@with_studio
def attach(studio: Studio, experiment: str | None) -> None:
    """Put a run configuration for each compute target into .azureml/, with a conda file and .amlignore.

    Files that are there already stay as they are.
    """
    project, me = project_folder(), studio.me()
    known = attaching.of(project).get("experiment") if (project / ".azureml").is_dir() else None
    name = experiment or known or source_name(project)
    written = attaching.attach(project, studio.url, me.workspace["slug"], name, {target.name: target.kind for target in studio.targets()})
    shown = [str(path.relative_to(project)) for path in written]
    if not told_to_programs({"studio": studio.url, "workspace": me.workspace["slug"], "experiment": name, "files": shown}):
        click.echo(f"Attached to {me.workspace['name']} of {studio.url}, experiment {name}. Written: {', '.join(shown)}")
