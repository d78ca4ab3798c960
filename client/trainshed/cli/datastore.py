from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .. import stores
from ..connection import StudioError
from ..sdk import Studio
from ..values import safe
from .options import named
from .showing import output_option, show_facts, show_table, told_to_programs
from .source import progress
from .studio import with_studio


@click.group()
def datastore() -> None:
    """Where data lies: folders of the compute targets, and remote storage."""


@datastore.command("list")
@output_option
@with_studio
def list_datastores(studio: Studio) -> None:
    """List the datastores."""
    columns = {
        "name": lambda row: row["name"],
        "kind": lambda row: row["kind"],
        "address": lambda row: row["url"],
        "default": lambda row: row["is_default"],
    }
    show_table(studio.connection.pages("/datastores"), columns)


@datastore.command()
@named
@output_option
@with_studio
def show(studio: Studio, name: str) -> None:
    """Show a datastore. Its secrets are never shown."""
    _show(studio.connection.get(f"/datastores/{safe(name)}"))


@datastore.command("show-default")
@output_option
@with_studio
def show_default(studio: Studio) -> None:
    """Show the datastore that is used where none is named."""
    for facts in studio.connection.pages("/datastores"):
        if facts["is_default"]:
            return _show(facts)
    raise StudioError("There is no default datastore. Choose one: trainshed datastore set-default NAME")


@datastore.command("set-default")
@named
@output_option
@with_studio
def set_default(studio: Studio, name: str) -> None:
    """Use this datastore where none is named."""
    _show(studio.connection.patch(f"/datastores/{safe(name)}", {"is_default": True}))


@datastore.command()
@click.option("-n", "--name", required=True, help="What to call it.")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="KEY=VALUE",
    help="What its kind takes, such as key and secret of s3; @FILE reads a value from a file.",
)
@click.argument("url")
@output_option
@with_studio
def attach(studio: Studio, name: str, options: tuple[str, ...], url: str) -> None:
    """Register a datastore: URL is s3://…, sftp://…, https://…, or the path of a folder on the compute targets."""
    _show(studio.connection.post("/datastores", {"name": name, "url": url, "options": dict(map(_option, options))}))


@datastore.command()
@named
@output_option
@with_studio
def detach(studio: Studio, name: str) -> None:
    """Forget a datastore; what lies in it stays."""
    studio.connection.send("DELETE", f"/datastores/{safe(name)}")
    if not told_to_programs({"name": name, "detached": True}):
        click.echo(f"{name} is forgotten; its files stay where they are.")


@datastore.command()
@click.option("-n", "--name", required=True, help="The datastore.")
@click.option("-p", "--src-path", "source", required=True, type=click.Path(exists=True, path_type=Path), help="A folder, or one file.")
@click.option("-u", "--target-path", "target", default="", help="Where to in the datastore; its root if not said.")
@click.option("--overwrite", is_flag=True, help="Also where there is such a file.")
@click.option("--hide-progress", is_flag=True, help="Print no bar.")
@output_option
@with_studio
def upload(studio: Studio, name: str, source: Path, target: str, overwrite: bool, hide_progress: bool) -> None:
    """Send files of this machine to remote storage."""
    told = stores.upload(studio.connection, name, stores.below(source, target), overwrite, _silent if hide_progress else progress)
    if not told_to_programs(told):
        kept = f", {len(told['kept'])} were there and stay: say --overwrite to replace them" if told["kept"] else ""
        click.echo(f"{len(told['stored'])} files stored in {name}{kept}.")


@datastore.command()
@click.option("-n", "--name", required=True, help="The datastore.")
@click.option("-d", "--target-path", "target", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to.")
@click.option("-p", "--prefix", default="", help="Only what lies below this path.")
@click.option("--overwrite", is_flag=True, help="Also where there is such a file.")
@click.option("--hide-progress", is_flag=True, help="Print no bar.")
@output_option
@with_studio
def download(studio: Studio, name: str, target: Path, prefix: str, overwrite: bool, hide_progress: bool) -> None:
    """Save files of remote storage on this machine."""
    written = stores.download(studio.connection, name, target, prefix, overwrite, _silent if hide_progress else _fetched)
    if not told_to_programs([str(path) for path in written]):
        click.echo(f"{len(written)} files saved below {target}.")


def _option(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--option {text} is not KEY=VALUE.")
    return key, Path(value[1:]).read_text().strip() if value.startswith("@") else value


def _show(facts: dict[str, Any]) -> None:
    shown = {"name": facts["name"], "kind": facts["kind"], "address": facts["url"], "default": facts["is_default"]}
    show_facts(facts, {**shown, "secrets": ", ".join(facts["credentials"]), "created by": facts["created_by"]})


def _fetched(done: int, total: int) -> None:
    progress(done, total, "fetching")


def _silent(done: int, total: int) -> None:
    pass
