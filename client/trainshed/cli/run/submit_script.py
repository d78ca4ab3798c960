from __future__ import annotations

import click

from ...sdk import Studio
from ...submitting import submit_folder
from ..following import follow
from ..source import progress
from ..studio import with_studio
from .acts import submitted
from .from_folder import SCRIPT_LAST, Submission, from_folder
from .naming import end


@click.command("submit-script", context_settings=SCRIPT_LAST)
@with_studio
@from_folder
def submit_script(studio: Studio, sent: Submission) -> None:
    """Run a script of this folder under one of its run configurations, and print its log until it is over.

    Everything from SCRIPT on is the script's: trainshed run submit-script -e digits -c local train.py --epochs 10
    """
    with sent.ways_out():
        made = submit_folder(studio.connection, sent.code, sent.source, sent.wanted, progress)
    if sent.asynchronous:
        return submitted(made)
    click.echo(f"{made.key}\n{made.url}", err=True)
    return end(follow(made))
