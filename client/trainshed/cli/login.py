from __future__ import annotations

import click

from .. import login as kept
from ..sdk import Studio
from .showing import output_option, show_facts
from .studio import refusals, with_studio


@click.command()
@click.argument("url")
@click.option("--token", help="An API token; asked for when it is not given.")
def login(url: str, token: str | None) -> None:
    """Remember which studio to talk to, and the token to do it with.

    Make a token on the studio's page “API tokens”.
    """
    token = token or click.prompt("API token", hide_input=True)
    with refusals():
        me = Studio(url, token).me()
        file = kept.keep(url.rstrip("/"), token)
    click.echo(f"You are {me.name}, {me.role} of {me.workspace['name']}. Kept in {file}, readable by you alone.")


@click.command()
def logout() -> None:
    """Forget the studio and the token. The token itself stays valid: revoke it on the page “API tokens”."""
    click.echo("Forgotten." if kept.forget() else "Nothing was kept.")


@click.command()
@output_option
@with_studio
def whoami(studio: Studio) -> None:
    """Show who you are, and in which workspace."""
    me = studio.me()
    show_facts(me, {"studio": studio.url, "workspace": me.workspace["name"], "name": me.name, "username": me.username, "role": me.role})
