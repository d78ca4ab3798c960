from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..connection import StudioError
from ..sdk import Studio
from ..values import safe
from .options import named
from .showing import output_option, show_facts, show_table
from .studio import with_studio

TEMPLATE = {
    "datasetType": "File",
    "parameters": {"path": [{"datastoreName": "name of a datastore", "relativePath": "folder/in/it"}]},
    "registration": {"name": "name", "description": "", "tags": {}},
    "schemaVersion": 1,
}


@click.group()
def dataset() -> None:
    """Places of datastores by name, in versions."""


@dataset.command("list")
@output_option
@with_studio
def list_datasets(studio: Studio) -> None:
    """List the data sets, each in its newest version."""
    columns = {
        "name": lambda row: row["name"],
        "version": lambda row: row["version"],
        "kind": lambda row: row["kind"],
        "place": lambda row: f"{row['datastore']}:{row['path']}",
    }
    show_table(studio.connection.pages("/datasets"), columns)


@dataset.command()
@named
@click.option("-v", "--version", help="A number, or `latest`, which it is if not said.")
@output_option
@with_studio
def show(studio: Studio, name: str, version: str | None) -> None:
    """Show a data set."""
    _show(studio.connection.get(f"/datasets/{safe(name)}", version=None if version == "latest" else version))


@dataset.command()
@click.option("-f", "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON of v1's form.")
@click.option("--show-template", is_flag=True, help="Print such a file, to be changed.")
@click.option("--skip-validation", is_flag=True, hidden=True, expose_value=False)
@output_option
@with_studio
def register(studio: Studio, file: Path | None, show_template: bool) -> None:
    """Register a data set, or its next version."""
    if show_template:
        return click.echo(json.dumps(TEMPLATE, indent=4))
    if file is None:
        raise click.UsageError("Say which file describes it: --file FILE; --show-template prints one.")
    return _show(studio.connection.post("/datasets", _wanted(file)))


def _wanted(file: Path) -> dict[str, Any]:
    """As the studio takes it, from v1's form."""
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
        said, places = told["registration"], told["parameters"]["path"]
        place = places[0] if isinstance(places, list) else places
        named, path = (place["datastoreName"], place["relativePath"]) if isinstance(place, dict) else (None, place)
        name, kind = said["name"], str(told.get("datasetType", "File")).lower()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise StudioError(f"{file} is not of the form that --show-template prints. Correct it.") from None
    if isinstance(places, list) and len(places) > 1:
        raise StudioError(f"{file} names {len(places)} places, and a data set here is one. Register one for each.")
    if named is None:
        raise StudioError(f"{file} names the place {path}, and a data set lies in a datastore: say datastoreName and relativePath.")
    return {
        "name": name,
        "datastore": named,
        "path": path,
        "kind": kind,
        "description": said.get("description") or "",
        "tags": said.get("tags") or {},
    }


def _show(facts: dict[str, Any]) -> None:
    shown = {name: facts[name] for name in ("name", "version", "kind", "datastore", "path", "description", "created")}
    show_facts(facts, shown)
