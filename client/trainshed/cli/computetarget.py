from __future__ import annotations

import click

from ..sdk import Studio
from ..values import Target
from .options import named
from .showing import age, output_option, show_facts, show_table, size
from .studio import with_studio


@click.group()
def computetarget() -> None:
    """The machines that runs are sent to."""


@computetarget.command("list")
@output_option
@with_studio
def list_targets(studio: Studio) -> None:
    """List the compute targets."""
    columns = {"name": lambda row: row.name, "kind": lambda row: row.kind, "slots": lambda row: row.slots, "condition": _condition}
    show_table(studio.targets(), columns)


@computetarget.command()
@named
@output_option
@with_studio
def show(studio: Studio, name: str) -> None:
    """Show a compute target: how it is, and what it has."""
    _show(studio.target(name))


@computetarget.command()
@named
@click.option("--slots", type=int, required=True, help="How many runs it takes at once.")
@output_option
@with_studio
def update(studio: Studio, name: str, slots: int) -> None:
    """Change a compute target."""
    _show(studio.target(name).update(slots))


def _show(target: Target) -> None:
    health = target.health
    memory, disk = health.get("memory_total"), health.get("disk_free")
    shown = {
        "name": target.name,
        "kind": target.kind,
        "condition": _condition(target),
        "runs at once": target.slots,
        "processors": health.get("cpus"),
        "memory": memory and size(memory),
        "free disk": disk and size(disk),
        "GPUs": ", ".join(str(gpu.get("name")) for gpu in health.get("gpus") or []),
        "Python": health.get("python"),
    }
    show_facts(target, shown)


def _condition(target: Target) -> str:
    if target.unreachable:
        return f"does not answer since {age(target.unreachable)}: {target.trouble}"
    return f"answered {age(target.reached)}" if target.reached else "not asked yet"
