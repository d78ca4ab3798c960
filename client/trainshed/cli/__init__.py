"""The command line: `trainshed run submit …`. One file a noun."""

from __future__ import annotations

import click

from .. import __version__
from .computetarget import computetarget
from .configuration import configuration
from .dataset import dataset
from .datastore import datastore
from .elsewhere import add_refusals
from .environment import environment
from .experiment import experiment
from .folder import folder
from .login import login, logout, whoami
from .run import run
from .runconfig import runconfig
from .source import source
from .sweep import sweep
from .workspace import workspace


class Words(click.Group):
    """The words after `az ml` are the words here; who types `ml` as well is understood."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        return super().parse_args(context, arguments[1:] if arguments[:1] == ["ml"] else arguments)


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trainshed")
def main() -> None:
    """Send training runs to the machines of a Trainshed studio, and watch them."""


for command in (
    login, logout, whoami, workspace, folder, run, sweep, experiment,
    runconfig, environment, computetarget, datastore, dataset, source, configuration,
):  # fmt: skip
    main.add_command(command)
add_refusals(main)
