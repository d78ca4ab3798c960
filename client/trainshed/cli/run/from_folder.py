"""What `submit-script` and `submit-hyperdrive` have in common: a folder, one of its run configurations, and a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from ... import attaching, runconfigs
from ...connection import StudioError
from ...sdk import Studio
from ...sources import source_name
from ..options import folder
from ..showing import output_option
from .asking import asking

SCRIPT_LAST = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@dataclass(frozen=True)
class Submission:
    """`wanted` is what the studio takes beside the files of `code`, which it knows as `source`."""

    project: Path
    code: Path
    source: str | None
    wanted: dict[str, Any]
    asynchronous: bool

    @contextmanager
    def ways_out(self) -> Iterator[None]:
        """What the studio refuses, with what can be typed instead."""
        try:
            yield
        except StudioError as error:
            name = self.wanted["configuration"]
            if error.status == 404 and "runconfig" not in self.wanted and f"configuration {name} " in str(error):
                known = ", ".join(runconfigs.names(self.project)) or "none"
                raise StudioError(
                    f"There is no run configuration {name} in {self.project.resolve()} (there are: {known}), nor in the studio."
                ) from None
            if "no compute target" in str(error):
                raise StudioError(
                    f"{error}\nFor this run: --target NAME. `trainshed computetarget list` shows them.", error.status
                ) from None
            raise


def from_folder(command: Callable, required: bool = False) -> Callable:
    """The command gets the studio, then a Submission: what was said of folder, configuration and script.

    `required`: the run configuration has to be named."""

    @wraps(command)
    def called(studio: Studio, source_directory: Path | None, source: str | None, asynchronous: bool, **said: Any) -> Any:
        own = {name: said.pop(name) for name in list(said) if name not in SAID}
        project = folder()
        code = source_directory or project
        attached = attaching.of(project)
        _note(studio, attached)
        return command(studio, Submission(project, code, source, _wanted(project, code, attached, **said), asynchronous), **own)

    for option in reversed([_configuration_option(required), *OPTIONS]):
        called = option(called)
    return called


SAID = (
    "configuration", "experiment", "submission", "asked", "target", "conda_dependencies", "environment", "tags", "name", "script",
)  # fmt: skip
OPTIONS: list[Callable[..., Any]] = [
    click.option(
        "-e",
        "--experiment-name",
        "experiment",
        help="A new name makes a new one; the one the folder is attached with if not said.",
    ),
    click.option("--ct", "--target", "target", help="The compute target, in the place of the configuration's own."),
    click.option(
        "-d",
        "--conda-dependencies",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A conda file, in the place of the configuration's own.",
    ),
    click.option("--environment", help="A registered environment, NAME or NAME:VERSION, in the place of the configuration's own."),
    click.option(
        "--source-directory",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The folder whose files are run; --path if not said.",
    ),
    click.option("--source", help="What the studio calls the folder; its own name if not said."),
    asking,
    click.option("--tag", "tags", multiple=True, metavar="NAME[=VALUE]", help="A tag of the run; may be given again."),
    click.option("--name", default="", help="What you would call this run."),
    click.option("--submission", metavar="TEXT", help="Any text; the same again gives the same run, never a second one."),
    click.option("--async", "asynchronous", is_flag=True, help="Do not wait for its end."),
    output_option,
    click.argument("script", nargs=-1, type=click.UNPROCESSED),
]


def _configuration_option(required: bool) -> Callable:
    without = "" if required else "; `local` if not said"
    return click.option(
        "-c",
        "--run-configuration-name",
        "configuration",
        metavar="NAME",
        required=required,
        help=f"A file of .azureml/, or one that the studio knows{without}.",
    )


def _wanted(
    project: Path,
    code: Path,
    attached: dict[str, str],
    configuration: str | None,
    experiment: str | None,
    submission: str | None,
    asked: dict[str, Any],
    **said: Any,
) -> dict[str, Any]:
    return {
        "experiment": experiment or attached.get("experiment") or _experiment_of(code),
        **_configuration(project, configuration, said["target"]),
        **_said(**said),
        **asked,
        **({"submission": submission} if submission else {}),
    }


def _configuration(project: Path, name: str | None, target: str | None) -> dict[str, Any]:
    """The file that is meant, as the studio takes it; where there is none of this name, the studio may know one."""
    found = runconfigs.load(project, name or "local")
    if found:
        return {"configuration": found.name, "runconfig": found.text, "companions": found.companions}
    if name:
        return {"configuration": name}
    return {"configuration": target or "local", "runconfig": f"target: {target or 'local'}\nenvironment: {{}}\n"}


def _said(
    target: str | None, conda_dependencies: Path | None, environment: str | None, tags: tuple[str, ...], name: str, script: tuple[str, ...]
) -> dict[str, Any]:
    said: dict[str, Any] = {"target": target, "environment": environment, "name": name, "tags": dict(map(_tag, tags))}
    if conda_dependencies:
        said["conda"] = conda_dependencies.read_text()
    if script:
        said |= {"script": script[0], "arguments": list(script[1:])}
    return said


def _experiment_of(code: Path) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in source_name(code)).strip("-") or "experiment"


def _note(studio: Studio, attached: dict[str, str]) -> None:
    there = attached.get("studio", studio.url)
    if there != studio.url:
        click.echo(f"This folder was attached to {there}; you are logged in to {studio.url}, where it is sent now.", err=True)


def _tag(text: str) -> tuple[str, str | None]:
    name, equals, value = text.partition("=")
    return name, value if equals else None
