from __future__ import annotations

import json
from operator import itemgetter
from pathlib import Path
from typing import Any

import click

from ..core.conda_dependencies import CONDA_FILE_NAME
from ..core.environment import ENVIRONMENT_FILE, Environment
from ..sdk import Studio
from ..values import safe
from .options import named
from .showing import for_programs, output_option, printable, show_facts, show_table, told_to_programs
from .studio import with_studio

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def environment() -> None:
    """What runs find installed: named, versioned, never changed."""


@environment.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that runs brought along.")
@output_option
@with_studio
def list_environments(studio: Studio, everything: bool) -> None:
    """List the environments, newest first."""
    columns = {name: itemgetter(name) for name in ("name", "version", "curated", "created")}
    show_table(studio.connection.pages("/environments", registered=None if everything else True), columns)


@environment.command()
@named
@click.option("-v", "--version", type=int, help="Its newest version if none is given.")
@output_option
@with_studio
def show(studio: Studio, name: str, version: int | None) -> None:
    """Show an environment: what it asks for."""
    _show(_found(studio, name, version))


@environment.command()
@click.option("-d", "--directory", type=FOLDER, help="With azureml_environment.json and conda_dependencies.yml, as scaffold makes it.")
@click.option("--conda", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A conda file alone.")
@click.option("--requirements", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A requirements.txt alone.")
@click.option("-n", "--name", help="What to call it; with --directory the name that stands there if not said.")
@output_option
@with_studio
def register(studio: Studio, directory: Path | None, conda: Path | None, requirements: Path | None, name: str | None) -> None:
    """Register an environment. The same again is the same version, a change the next."""
    if sum(each is not None for each in (directory, conda, requirements)) != 1:
        raise click.UsageError("Say what it is by one of --directory, --conda and --requirements.")
    wanted: dict[str, Any] = {"name": name}
    if directory:
        tree = Environment.load_from_directory(str(directory)).tree()
        said = tree.pop("name", None)
        tree.pop("version", None)
        wanted = {"name": name or said, "definition": tree}
    elif conda:
        wanted["conda"] = conda.read_text()
    elif requirements:
        wanted["requirements"] = requirements.read_text()
    if not wanted["name"]:
        raise click.UsageError("Say what to call it: --name NAME.")
    _show(studio.connection.post("/environments", wanted))


@environment.command()
@click.option("-n", "--name", required=True, help="What it will be called.")
@click.option("-d", "--directory", type=FOLDER, required=True, help="Where to.")
@output_option
def scaffold(name: str, directory: Path) -> None:
    """Write the files of a new environment, to be changed and registered."""
    tree = {"name": name, "version": None, "environmentVariables": {}, "python": {"userManagedDependencies": False}}
    conda = "name: project_environment\ndependencies:\n- python\n- pip:\n  - numpy\n"
    _save(directory, tree, conda, overwrite=False)
    click.echo(f"Change {directory / CONDA_FILE_NAME}, then: trainshed environment register -d {directory}")


@environment.command()
@named
@click.option("-v", "--version", type=int, help="Its newest version if none is given.")
@click.option("-d", "--directory", type=FOLDER, required=True, help="Where to.")
@click.option("--overwrite", is_flag=True, help="Also where there are such files.")
@output_option
@with_studio
def download(studio: Studio, name: str, version: int | None, directory: Path, overwrite: bool) -> None:
    """Save an environment's files, as register takes them."""
    found = _found(studio, name, version)
    tree = {"name": found["name"], "version": str(found["version"]), **found["definition"]}
    tree["python"] = {key: value for key, value in (tree.get("python") or {}).items() if key != "condaDependencies"}
    saved = [str(path) for path in _save(directory, tree, found["conda"], overwrite)]
    if not told_to_programs(saved):
        for path in saved:
            click.echo(path)


def _save(directory: Path, tree: dict[str, Any], conda: str, overwrite: bool) -> list[Path]:
    texts = {directory / ENVIRONMENT_FILE: json.dumps(tree, indent=4) + "\n"} | ({directory / CONDA_FILE_NAME: conda} if conda else {})
    there = next((path for path in texts if path.exists()), None)
    if there and not overwrite:
        raise click.ClickException(f"{there} is there already. Name another folder, or remove it.")
    directory.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        path.write_text(text)
    return list(texts)


def _found(studio: Studio, name: str, version: int | None) -> dict[str, Any]:
    return studio.connection.get(f"/environments/{safe(name)}", version=version)


def _show(facts: dict[str, Any]) -> None:
    python = facts["definition"].get("python") or {}
    shown = {
        "name": facts["name"],
        "version": facts["version"],
        "curated": facts["curated"],
        "interpreter": python.get("interpreterPath") if python.get("userManagedDependencies") else None,
        "created": facts["created"],
        "created by": facts["created_by"],
    }
    show_facts(facts, shown)
    if facts["conda"] and not for_programs():
        click.echo("\n" + "\n".join(map(printable, facts["conda"].rstrip().split("\n"))))
