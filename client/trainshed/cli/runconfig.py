from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from .. import runconfigs
from ..connection import StudioError
from ..sdk import Studio
from ..sources import source_name
from .options import folder
from .showing import COLOURS, output_option, printable, told_to_programs
from .studio import with_studio

LEVELS = {"error": "red", "warning": "yellow", "hint": "blue"}


@dataclass(frozen=True)
class Finding:
    file: str
    level: str
    message: str
    line: int | None = None
    column: int | None = None
    path: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{printable(place)}: {click.style(self.level, fg=LEVELS.get(self.level))}: {printable(self.message)}"


@click.group()
def runconfig() -> None:
    """Run configurations as files of Azure ML's form."""


@runconfig.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@output_option
@with_studio
def validate(studio: Studio, names: tuple[str, ...]) -> None:
    """Say what is wrong with run configurations: all of .azureml/, or those named. Exit with 1 where one cannot run."""
    project = folder()
    wanted = list(names) or runconfigs.names(project)
    if not wanted:
        raise click.ClickException(
            f"There is no run configuration in {runconfigs.configuration_folder(project)}. Make some: trainshed folder attach"
        )
    found = [finding for name in wanted for finding in _findings(studio, project, name)]
    if not told_to_programs([vars(finding) for finding in found]):
        for finding in found:
            click.echo(str(finding))
        if not found:
            click.echo(click.style(f"Nothing to say against {', '.join(wanted)}.", fg=COLOURS["Completed"]))
    if any(finding.level == "error" for finding in found):
        raise SystemExit(1)


@runconfig.command("import")
@click.argument("name")
@click.option("--name", "kept_as", help="What the studio calls it; the file's name if not said.")
@click.option("--source", help="The source that it is run with where none is named.")
@output_option
@with_studio
def bring(studio: Studio, name: str, kept_as: str | None, source: str | None) -> None:
    """Keep a file in the studio, as the next version of the run configuration of its name."""
    file = _file(folder(), name)
    kept = studio.keep_configuration(kept_as or source_name(file.name), file.text, file.companions, source)
    facts = {"name": kept.name, "version": kept.version, "target": kept.target, "script": kept.script}
    if not told_to_programs(facts):
        click.echo(f"{kept.name} v{kept.version}")


@runconfig.command()
@click.argument("name")
@click.option("--version", type=int, help="Its newest version if none is given.")
@click.option(
    "-d",
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write it and its files below this folder; print it if not said.",
)
@click.option("--overwrite", is_flag=True, help="Also where there is a file of its name.")
@with_studio
def export(studio: Studio, name: str, version: int | None, directory: Path | None, overwrite: bool) -> None:
    """Give a run configuration of the studio back as a file, as it was written."""
    found = studio.configuration(name, version)
    if directory is None:
        return click.echo(found.text, nl=False)
    wanted = {f"{runconfigs.configuration_folder(directory).name}/{source_name(name)}.runconfig": found.text, **found.companions}
    for path, text in wanted.items():
        _write(directory, path, text, overwrite)
        click.echo(str(directory / path))
    return None


def _findings(studio: Studio, project: Path, name: str) -> list[Finding]:
    try:
        file = _file(project, name)
    except StudioError as error:
        return [Finding(name, "error", str(error))]
    shown = str(file.path) if file.path else name
    told: dict[str, Any] = studio.connection.post("/configurations/lint", {"text": file.text, "companions": file.companions})
    return [Finding(shown, **finding) for finding in told["findings"]]


def _file(project: Path, name: str) -> runconfigs.ConfigurationFile:
    found = runconfigs.load(project, name)
    if found is None:
        known = ", ".join(runconfigs.names(project)) or "none"
        raise StudioError(f"There is no run configuration {name} in {project.resolve()}. There are: {known}.")
    return found


def _write(folder: Path, path: str, text: str, overwrite: bool) -> None:
    target = (folder / path).resolve()
    if folder.resolve() not in target.parents:
        raise StudioError(f"{path} would be written outside of {folder}: it is left out.")
    if target.exists() and not overwrite:
        raise StudioError(f"There is a {path} in {folder} already. Say --overwrite, or name another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
