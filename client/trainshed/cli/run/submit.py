from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from ...connection import StudioError
from ...sdk import Studio
from ..following import follow
from ..showing import output_option
from ..source import upload_to
from ..studio import with_studio
from .acts import submitted
from .asking import asking
from .naming import end


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("-e", "--experiment", required=True, help="The experiment that the run belongs to; a new name makes a new one.")
@click.option("-c", "--configuration", required=True, help="How to run it.")
@click.option("--version", type=int, help="The version of the configuration; its newest if none is given.")
@click.option("--source", help="What to run; the configuration's own source if none is given.")
@click.option("--snapshot", type=int, help="The snapshot of the source; its newest if none is given.")
@click.option("--ref", help="First fetch this branch, tag or commit of the linked repository.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="First upload this folder, and run it.")
@asking
@click.option("--name", default="", help="What you would call this run.")
@click.option("--submission", help="Any text; the same again gives the same run, never a second one.")
@click.option("-f", "--follow", "following", is_flag=True, help="Print its log until it is over; exit with 0 only if it Completed.")
@output_option
@click.argument("script", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_studio
def submit(
    studio: Studio,
    experiment: str,
    configuration: str,
    version: int | None,
    source: str | None,
    snapshot: int | None,
    ref: str | None,
    folder: Path | None,
    name: str,
    submission: str | None,
    following: bool,
    script: str | None,
    arguments: tuple[str, ...],
    asked: dict[str, Any],
) -> None:
    """Submit a run. SCRIPT and ARGUMENTS, if given, come last; without them the configuration's own are used.

    trainshed run submit -e digits -c digits --follow train.py --epochs 10
    """
    if script is not None:
        _check_script(studio, configuration, version, script)
    if folder:
        taken = upload_to(studio, folder, source or studio.configuration(configuration, version).source)
        source, snapshot = taken.source, taken.number
    elif ref is not None:
        taken = _linked(studio, source, configuration).fetch(ref)
        source, snapshot = taken.source, taken.number
    made = studio.submit(
        experiment, configuration, source, snapshot, version, None if script is None else list(arguments), name, submission, **asked
    )
    if not following:
        return submitted(made)
    click.echo(f"{made.key}\n{made.url}", err=True)
    return end(follow(made))


def _check_script(studio: Studio, configuration: str, version: int | None, script: str) -> None:
    """A configuration names its script; running another under its name would say something untrue."""
    found = studio.configuration(configuration, version)
    if found.script != script:
        raise click.ClickException(
            f"The configuration {configuration} runs {found.script}, not {script}. Make one for it:\n"
            f"trainshed configuration create --like {shlex.quote(configuration)} NAME {shlex.quote(script)} …"
        )


def _linked(studio: Studio, source: str | None, configuration: str):
    name = source or studio.configuration(configuration).source
    if name is None:
        raise StudioError("Say whose branch, tag or commit that is: --source NAME.")
    return studio.source(name)
