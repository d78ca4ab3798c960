"""Compute targets: `trainshed computetarget attach remote …`. One file an act."""

from __future__ import annotations

import click

from .attaching import attach
from .changing import drain, note, open_again, pause, retire, update
from .cleaning import check, clean, upgrade, usage
from .creating import create
from .instances import computeinstance, in_either_order
from .leaving import delete, detach
from .looking import history, list_targets, show
from .waiting import cancel_waiting, move


@click.group()
def computetarget() -> None:
    """The machines that runs are sent to."""


for command in (
    list_targets, show, history, attach, update, note, pause, open_again, drain, retire, move, cancel_waiting, check, usage, clean, upgrade,
    detach, create, computeinstance, delete,
):  # fmt: skip
    computetarget.add_command(command)
in_either_order(computetarget)
