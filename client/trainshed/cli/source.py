from __future__ import annotations

import sys
from pathlib import Path

import click

from ..connection import StudioError
from ..sdk import Studio
from ..sources import Source, source_name
from ..values import Snapshot
from .showing import output_option, show_facts, show_table, size
from .studio import with_studio


@click.group()
def source() -> None:
    """The code that runs are made of."""


@source.command("list")
@click.option("-n", "--limit", type=int, default=50, show_default=True)
@output_option
@with_studio
def list_sources(studio: Studio, limit: int) -> None:
    """List the sources, newest first."""
    columns = {
        "name": lambda row: row.name,
        "kind": lambda row: row.kind,
        "created": lambda row: row.created,
        "from": lambda row: row.git_url or row.description,
    }
    show_table(studio.sources(limit), columns)


@source.command()
@click.argument("name")
@click.option("-n", "--limit", type=int, default=20, show_default=True)
@output_option
@with_studio
def snapshots(studio: Studio, name: str, limit: int) -> None:
    """List the snapshots of a source, newest first."""
    columns = {
        "number": lambda row: row.number,
        "commit": lambda row: row.commit[:8],
        "files": lambda row: row.files,
        "size": lambda row: size(row.bytes),
        "created": lambda row: row.created,
    }
    show_table(studio.source(name).snapshots(limit), columns)


@source.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--name", help="The source that it becomes the next snapshot of; the folder's own name if none is given.")
@output_option
@with_studio
def upload(studio: Studio, path: Path, name: str | None) -> None:
    """Upload a folder, or a zip or tar, as the next snapshot of a source.

    What .amlignore (or, where there is none, .gitignore) names stays here, and only what the studio lacks is sent.
    """
    show_snapshot(upload_to(studio, path, name))


@source.command()
@click.argument("url")
@click.option("--name", help="What to call it; the repository's own name if none is given.")
@click.option("--ref", default="", help="Branch, tag or commit; the repository's default branch if none is given.")
@click.option("--user", default="", help="User name for https, where the server asks for one with the token.")
@click.option("--token-file", type=click.File(), help="A file with a token that may read the repository; - for standard input.")
@click.option("--key-file", type=click.File(), help="A file with a private ssh key that may read the repository.")
@click.option("--fetch/--no-fetch", default=True, show_default=True, help="Fetch its files now.")
@output_option
@with_studio
def link(studio: Studio, url: str, name: str | None, ref: str, user: str, token_file, key_file, fetch: bool) -> None:
    """Link a git repository as a source. Its token or key is stored encrypted, and never shown again."""
    secret = {"token": token_file.read().strip() if token_file else "", "deploy_key": key_file.read() if key_file else ""}
    linked = studio.link(name or source_name(url.removesuffix(".git")), url, ref, git_user=user, **secret)
    if fetch:
        show_snapshot(linked.fetch())
    else:
        show_facts(linked, {"name": linked.name, "repository": linked.git_url, "ref": linked.git_ref})


@source.command()
@click.argument("name")
@click.option("--ref", default="", help="Branch, tag or commit; the source's own if none is given.")
@output_option
@with_studio
def fetch(studio: Studio, name: str, ref: str) -> None:
    """Fetch a linked repository's files as the next snapshot."""
    show_snapshot(studio.source(name).fetch(ref))


def upload_to(studio: Studio, path: Path, name: str | None) -> Snapshot:
    """The snapshot of a folder or archive; the source is made if there is none of that name."""
    wanted = name or source_name(path.resolve().name.split(".")[0] if path.is_file() else path)
    found = _found_or_new(studio, wanted)
    if path.is_file():
        return found.upload_archive(path)
    return found.upload(path, progress)


def show_snapshot(snapshot: Snapshot) -> None:
    shown = {"source": snapshot.source, "snapshot": snapshot.number, "commit": snapshot.commit[:8], "files": snapshot.files}
    show_facts(snapshot, {**shown, "size": size(snapshot.bytes)})


def _found_or_new(studio: Studio, name: str) -> Source:
    try:
        return studio.source(name)
    except StudioError as error:
        if error.status != 404:
            raise
        return studio.new_source(name)


def progress(sent: int, total: int, act: str = "uploading") -> None:
    """On a terminal one line that grows, elsewhere one at the end."""
    terminal = sys.stderr.isatty()
    if total and (terminal or sent == total):
        click.echo(f"{chr(13) if terminal else ''}{act} {_bar(sent, total)}{size(sent)} of {size(total)} ", nl=sent == total, err=True)


def _bar(sent: int, total: int) -> str:
    if not sys.stderr.isatty():
        return ""
    full = 24 * sent // total
    return f"{'█' * full}{'░' * (24 - full)} {100 * sent // total:3d} % "
