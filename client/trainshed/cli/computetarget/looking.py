from __future__ import annotations

import click

from ...sdk import Studio
from ..options import named
from ..showing import facts, output_option, show_table, told_to_programs
from ..studio import with_studio
from .showing import at_once, condition, show_target, takes


@click.command("list")
@click.option("--retired", is_flag=True, help="Also those that were retired.")
@output_option
@with_studio
def list_targets(studio: Studio, retired: bool) -> None:
    """List the compute targets."""
    columns = {
        "name": lambda row: row.name,
        "kind": lambda row: row.kind,
        "runs": at_once,
        "mode": takes,
        "condition": condition,
        "note": lambda row: row.note,
    }
    show_table(studio.targets(retired), columns)


@click.command()
@named
@click.option("-v", "verbose", is_flag=True, help="Also how it is reached, its host key, and the versions of what it has.")
@output_option
@with_studio
def show(studio: Studio, name: str, verbose: bool) -> None:
    """Show a compute target: how it is, and what it has."""
    show_target(studio.target(name), verbose)


@click.command()
@named
@click.option("--last", type=int, default=20, show_default=True, help="How many of each.")
@output_option
@with_studio
def history(studio: Studio, name: str, last: int) -> None:
    """List what people did to a compute target, and when it did not answer, the newest first."""
    target = studio.target(name)
    acts, outages = list(target.acts(last)), list(target.outages(last))
    if told_to_programs({"acts": list(map(facts, acts)), "outages": list(map(facts, outages))}):
        return
    show_table(acts, {"at": lambda row: row.at, "by": lambda row: row.by, "act": lambda row: row.text}, programs=False)
    columns = {
        "did not answer from": lambda row: row.began,
        "to": lambda row: row.ended or "now",
        "reason": lambda row: row.reason,
    }
    show_table(outages, columns, programs=False)
