from __future__ import annotations

from functools import partial

import click

from ... import hdconfigs
from ...runconfigs import text_of
from ...sdk import Studio
from ...submitting import submit_sweep
from ..source import progress
from ..studio import with_studio
from ..watching import watch
from .acts import submitted
from .from_folder import SCRIPT_LAST, Submission, from_folder
from .naming import end


@click.command("submit-hyperdrive", context_settings=SCRIPT_LAST)
@click.option(
    "--hyperdrive-configuration-name",
    "definition",
    required=True,
    metavar="NAME",
    help="An hdconfig.yml: its path, or the end of the name of a file below --path.",
)
@click.option("--resume-from", "earlier", multiple=True, metavar="KEY", help="An earlier sweep to learn from; may be given again.")
@with_studio
@partial(from_folder, required=True)
def submit_hyperdrive(studio: Studio, sent: Submission, definition: str, earlier: tuple[str, ...]) -> None:
    """Search the space of an hdconfig.yml with a script of this folder, and tell how it goes until it is over.

    Everything from SCRIPT on is the script's, in the place of the configuration's arguments; each trial's parameters are put behind it:
    trainshed run submit-hyperdrive -e digits -c local --hyperdrive-configuration-name hd.yml train.py --epochs 10
    """
    file = hdconfigs.find(sent.project, definition)
    said = {"hdconfig": text_of(file), "hdconfig_name": str(file), "resume_from": list(earlier)}
    with sent.ways_out():
        made = submit_sweep(studio.connection, sent.code, sent.source, {**sent.wanted, **said}, progress)
    if sent.asynchronous:
        return submitted(made)
    click.echo(f"{made.key}\n{made.url}", err=True)
    return end(watch(made))
