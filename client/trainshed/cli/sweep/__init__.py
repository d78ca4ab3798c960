"""Sweeps: `trainshed sweep show …`; they are submitted by `trainshed run submit-hyperdrive`."""

from __future__ import annotations

import click

from .acts import extend, pause, resume, retry, save, stop, update
from .looking import best, list_sweeps, show, trials, watch
from .validating import validate


@click.group()
def sweep() -> None:
    """Runs that search for the best parameters of a script."""


for command in (list_sweeps, show, watch, trials, best, pause, resume, stop, update, extend, retry, save, validate):
    sweep.add_command(command)
