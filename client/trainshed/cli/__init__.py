"""The command line: `trainshed run submit …`. One file a noun."""

from __future__ import annotations

import click

from .. import __version__
from .computetarget import computetarget
from .configuration import configuration
from .experiment import experiment
from .login import login, logout, whoami
from .run import run
from .source import source


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trainshed")
def main() -> None:
    """Send training runs to the machines of a Trainshed studio, and watch them."""


for command in (login, logout, whoami, run, source, configuration, experiment, computetarget):
    main.add_command(command)
