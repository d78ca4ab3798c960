"""`computetarget attach remote|docker`: registered, checked step by step in the terminal, its host key confirmed, and open for runs."""

from __future__ import annotations

import sys
from typing import Any

import click

from ... import machines
from ...connection import StudioError
from ...sdk import Studio
from ...targets import Target
from ..options import named
from ..showing import output_option, printable
from ..studio import with_studio
from .checklist import Checklist
from .reaching import reach_options, way
from .showing import show_target

NOT_ATTACHED = {
    "aks": "Clusters of Azure serve models, which Trainshed does not.",
    **dict.fromkeys(("adla", "batch", "databricks", "hdinsight", "kusto", "synapse"), "It is a service of Azure, not reached from here."),
}


@click.group()
def attach() -> None:
    """Take a machine into the studio as a compute target."""


@attach.command()
@named
@reach_options
@click.option("--host-key-fingerprint", "fingerprint", metavar="SHA256:…", help="The machine is this one; no question is asked.")
@click.option("--trust-on-first-use", "trusting", is_flag=True, help="The machine is the one that answers; no question is asked.")
@click.option("--slots", type=int, help="How many runs it takes at once.")
@click.option("--description", help="What it is for.")
@output_option
@with_studio
def remote(studio: Studio, name: str, reaching: dict[str, Any], fingerprint: str | None, trusting: bool, **facts: Any) -> None:
    """Attach a machine that is reached over SSH. It needs python3 (3.8 or later), and nothing else."""
    for word in ("address", "username"):
        if not reaching[word]:
            raise click.UsageError(f"Missing option '--{word}'.")
    wanted = way(reaching)
    if "auth" not in wanted["options"]:
        password = click.prompt(f"Password of {reaching['username']}@{reaching['address']}", hide_input=True, err=True)
        wanted["options"]["auth"], wanted["secrets"] = "password", {"password": password}
    target = registered(studio, name, "ssh", wanted, facts)
    if wanted["options"]["auth"] == "generate":
        _hand_out(target)
    show_target(attached(target, Trust(fingerprint, trusting)))


@attach.command()
@named
@click.option("--docker-socket", help="Where the engine listens on the studio's machine; /var/run/docker.sock if not said.")
@click.option("--root", help="The folder there for code, environments and outputs.")
@click.option("--slots", type=int, help="How many runs it takes at once.")
@click.option("--description", help="What it is for.")
@output_option
@with_studio
def docker(studio: Studio, name: str, docker_socket: str | None, root: str | None, **facts: Any) -> None:
    """Attach the container engine of the studio's own machine. For one elsewhere: attach remote --docker."""
    options = {key: value for key, value in {"docker_socket": docker_socket, "root": root}.items() if value}
    show_target(attached(registered(studio, name, "docker", {"options": options}, facts), Trust(None, False)))


class Trust:
    """Whether a host key that a machine shows is that machine's."""

    def __init__(self, fingerprint: str | None, trusting: bool):
        if fingerprint and trusting:
            raise click.UsageError("--host-key-fingerprint and --trust-on-first-use exclude each other.")
        self.fingerprint, self.trusting = fingerprint, trusting

    def believes(self, machine: str, shown: str, algorithm: str) -> bool:
        if self.fingerprint:
            return shown == self.fingerprint
        if self.trusting:
            click.echo(f"{machine} shows the {algorithm} key {shown}. It is believed from now on.", err=True)
            return True
        click.echo(f"{machine} shows the {algorithm} key {shown}.", err=True)
        try:
            return click.confirm("Is that its key? On the machine: ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub", err=True)
        except click.Abort:
            raise StudioError(
                "Nobody was there to confirm the host key. Say --host-key-fingerprint with the machine's own, or --trust-on-first-use."
            ) from None


def registered(studio: Studio, name: str, kind: str, wanted: dict[str, Any], facts: dict[str, Any]) -> Target:
    said = {key: value for key, value in facts.items() if value is not None}
    return machines.registered(studio, name, kind, {**wanted, **said})


def attached(target: Target, trust: Trust) -> Target:
    """The target, open for runs; StudioError when it is not."""
    try:
        now, errand = machines.checked(target, trust.believes, Checklist().seen)
    except StudioError as error:
        raise StudioError(f"{error} {_left(target)}") from None
    if now.mode in ("draft", "retired"):
        raise StudioError(f"{printable(machines.trouble(errand))}\n{_left(target)}")
    return now


def _left(target: Target) -> str:
    if target.mode != "draft":
        return f"{target.name} stays as it is. Mend it, and type this again."
    return (
        f"{target.name} is kept as a draft: mend it and type this again, or go on at {target.url}. "
        f"To forget it: trainshed computetarget detach {target.name}"
    )


def _hand_out(target: Target) -> None:
    """The public half of the key that the studio made, for the machine."""
    user, host = target.options.get("user"), target.options.get("host")
    click.echo(f"Add this line to ~/.ssh/authorized_keys of {user} on {host}:\n\n{target.public_key}\n", err=True)
    if sys.stdin.isatty():
        click.pause("Press a key when it is there …", err=True)
