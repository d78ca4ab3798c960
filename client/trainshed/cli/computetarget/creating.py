"""`computetarget create computeinstance`, with v1's flags; what has no meaning on a team's own machines says so."""

from __future__ import annotations

from typing import Any

import click

from ...sdk import Studio
from ...sizes import bytes_of, machine_size
from ..options import named
from ..showing import output_option
from ..studio import with_studio
from .instances import settled, show_instance

NETWORK = "an instance is in the network of its host."
SIGN_IN = "an instance is opened through the studio, and nothing of it listens outside."
NOT_TAKEN = {
    ("--vnet-name", "--vnet-resourcegroup-name", "--subnet-name"): NETWORK,
    ("--admin-user-ssh-public-key", "--ssh-public-access"): SIGN_IN,
    ("--tag",): "compute targets have a description, and no tags.",
    ("--user-object-id", "--user-tenant-id"): "an instance belongs to whoever creates it.",
}
NOT_CREATED = {
    "amlcompute": "The studio starts no machines: attach those that you have, each with as many slots as it takes runs: "
    "trainshed computetarget attach remote",
    "aks": "Clusters of Azure serve models, which Trainshed does not.",
    "datafactory": "It is a service of Azure, not reached from here.",
}


def _passed_over(names: tuple[str, ...], sentence: str):
    def say(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value is not None and not context.resilient_parsing:
            click.echo(f"{parameter.opts[-1]} is passed over: {sentence}", err=True)

    def add(command):
        for name in names:
            command = click.option(name, expose_value=False, hidden=True, callback=say)(command)
        return command

    return add


def azure_flags(command):
    for names, sentence in NOT_TAKEN.items():
        command = _passed_over(names, sentence)(command)
    return command


@click.group()
def create() -> None:
    """Make a compute target."""


@create.command()
@named
@click.option("-s", "--vm-size", help="As large as Azure's machine of this name, or as its host.")
@click.option("--host", help="The compute target with Docker that it lives on; the only one where there is one.")
@click.option("--image", help="The image that it is made of; the studio's choice if not said.")
@click.option("--cpus", type=float, help="Its processors; all of the host's if not said.")
@click.option("--memory", help="Its memory, such as 8g; all of the host's if not said.")
@click.option("--gpus", help="Indexes of the host's GPUs, such as 0,1.")
@click.option("--idle-minutes", type=click.IntRange(min=1), help="Stop it by itself when nothing was done on it for so long.")
@click.option("--description", help="What it is for.")
@click.option("--no-wait", is_flag=True, help="Do not wait until it runs.")
@azure_flags
@output_option
@with_studio
def computeinstance(studio: Studio, name: str, vm_size: str | None, no_wait: bool, **said: Any) -> None:
    """Make a compute instance of your own: a machine of one person, with JupyterLab, that is started and stopped."""
    facts = {**_as_large_as(vm_size), **{key: value for key, value in said.items() if value is not None}}
    if isinstance(facts.get("memory"), str):
        facts["memory"] = _read("--memory", bytes_of, facts["memory"])
    if isinstance(facts.get("gpus"), str):
        facts["gpus"] = _read("--gpus", lambda text: [int(part) for part in text.split(",")], facts["gpus"])
    made = studio.new_instance(name, **facts)
    show_instance(made if no_wait else settled(made))


def _as_large_as(vm_size: str | None) -> dict[str, Any]:
    if not vm_size:
        return {}
    found = machine_size(vm_size)
    if found is None:
        raise click.UsageError(f"{vm_size} is no size known here. Say --cpus, --memory and --gpus instead of --vm-size.")
    large: dict[str, Any] = {"cpus": float(found.cpus), "memory": found.gigabytes * 2**30, "fit": True}
    return large | ({"gpus": list(range(found.gpus))} if found.gpus else {})


def _read(flag: str, read, text: str) -> Any:
    try:
        return read(text)
    except ValueError as error:
        raise click.UsageError(f"{flag}: {error}") from None
