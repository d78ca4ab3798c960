"""`computetarget computeinstance start|stop|restart`."""

from __future__ import annotations

import shlex
import sys

import click

from ...connection import StudioError
from ...instances import Instance
from ...sdk import Studio
from ..options import named
from ..showing import output_option, show_facts, show_table, size
from ..studio import with_studio


@click.group()
def computeinstance() -> None:
    """Machines of one person, that are started and stopped."""


@computeinstance.command("list")
@output_option
@with_studio
def list_instances(studio: Studio) -> None:
    """List the compute instances."""
    columns = {
        "name": lambda row: row.name,
        "state": lambda row: row.state,
        "owner": lambda row: row.owner,
        "host": lambda row: row.host,
        "since": lambda row: row.since,
    }
    show_table(studio.instances(), columns)


@computeinstance.command()
@named
@output_option
@with_studio
def show(studio: Studio, name: str) -> None:
    """Show a compute instance."""
    show_instance(studio.instance(name))


@computeinstance.command()
@named
@click.option("--owner", required=True, help="Whose it becomes: a user name.")
@click.option("--start", "start_command", required=True, help="What starts it, on the studio's machine.")
@click.option("--stop", "stop_command", required=True, help="What stops it, on the studio's machine.")
@click.option("--idle-minutes", type=click.IntRange(min=1), help="Stop it by itself when nothing was done on it for so long.")
@output_option
@with_studio
def adopt(studio: Studio, name: str, owner: str, start_command: str, stop_command: str, idle_minutes: int | None) -> None:
    """Make an SSH machine that is a compute target already somebody's compute instance."""
    commands = {"start": shlex.split(start_command), "stop": shlex.split(stop_command)}
    show_instance(studio.adopt(name, owner, **commands, idle_minutes=idle_minutes))


def _operation(verb: str, does: str) -> click.Command:
    @click.command(verb, help=does)
    @named
    @click.option("--no-wait", is_flag=True, help="Do not wait until it is done.")
    @output_option
    @with_studio
    def operate(studio: Studio, name: str, no_wait: bool) -> None:
        asked = getattr(studio.instance(name), verb)()
        show_instance(asked if no_wait else settled(asked))

    return operate


OPERATIONS = {
    "start": _operation("start", "Start a compute instance."),
    "stop": _operation("stop", "Stop a compute instance; what lies on it stays."),
    "restart": _operation("restart", "Stop a compute instance, and start it again."),
}
for operation in OPERATIONS.values():
    computeinstance.add_command(operation)


def in_either_order(computetarget: click.Group) -> None:
    """Some of v1's documents say `computetarget stop computeinstance`, and its help `computetarget computeinstance stop`."""
    for verb, command in OPERATIONS.items():
        computetarget.add_command(click.Group(verb, {"computeinstance": command}, hidden=True))


def settled(instance: Instance) -> Instance:
    """The instance once nothing is under way; StudioError where that ended badly."""
    now = instance.wait(_say)
    if sys.stderr.isatty():
        click.echo(err=True)
    if now is None:
        raise StudioError(f"{instance.name} is gone.")
    if now.state.endswith("Failed") or now.state == "Unusable" or now.trouble:
        raise StudioError(f"{now.name} is {now.state}. {now.trouble}".strip())
    return now


def show_instance(instance: Instance) -> None:
    shown = {
        "name": instance.name,
        "state": instance.state,
        "trouble": instance.trouble,
        "owner": instance.owner,
        "host": instance.host,
        "image": instance.image,
        "processors": instance.cpus,
        "memory": instance.memory and size(instance.memory),
        "GPUs": ", ".join(map(str, instance.gpus)),
        "stops after": instance.idle_minutes and f"{instance.idle_minutes} min without use",
        "page": instance.url,
    }
    show_facts(instance, shown)


def _say(now: Instance) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{now.state} …", nl=False, err=True)
