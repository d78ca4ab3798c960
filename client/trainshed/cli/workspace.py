from __future__ import annotations

from operator import itemgetter

import click

from ..sdk import Studio
from .showing import output_option, show_facts, show_table
from .studio import with_studio


@click.group()
def workspace() -> None:
    """The workspace that you are logged in to."""


@workspace.command()
@output_option
@with_studio
def show(studio: Studio) -> None:
    """Show the workspace, and who you are in it."""
    facts = _facts(studio)
    show_facts(facts, facts)


@workspace.command("list")
@output_option
@with_studio
def list_workspaces(studio: Studio) -> None:
    """List the workspaces: a login is for one."""
    show_table([_facts(studio)], {name: itemgetter(name) for name in ("name", "slug", "role", "studio")})


def _facts(studio: Studio) -> dict:
    me = studio.me()
    return {**me.workspace, "studio": studio.url, "username": me.username, "role": me.role}
