from __future__ import annotations

import click

from .acts import cancel, rerun, update
from .leaving import download, metrics, outputs
from .logs import download_logs, logs, monitor_logs
from .looking import events, list_runs, show
from .submit import submit
from .submit_hyperdrive import submit_hyperdrive
from .submit_script import submit_script


@click.group()
def run() -> None:
    """Submit runs, watch them, fetch what they left."""


for command in (
    submit_script, submit_hyperdrive, submit,
    list_runs, show, logs, monitor_logs, download_logs, cancel, rerun, update, metrics, outputs, download, events,
):  # fmt: skip
    run.add_command(command)
