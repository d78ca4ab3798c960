"""What every command takes: how it answers, and what Azure's command line takes that means nothing here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

OUTPUT, QUERY, COPY, FOLDER = (f"trainshed.{name}" for name in ("output", "query", "copy", "folder"))
FORMS = ["table", "json", "jsonc", "tsv"]


def asked(what: str) -> Any:
    """What was asked of the command that runs now."""
    context = click.get_current_context(silent=True)
    return context.meta.get(what) if context else None


def folder() -> Path:
    """The project's folder: `--path`, else the current one."""
    return asked(FOLDER) or Path()


def output_option(command: Callable) -> Callable:
    """`--output` and what else all commands take. `showing` and `folder` look it up."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def named(command: Callable) -> Callable:
    """The command gets `name`, said as NAME or as v1's `--name NAME`."""

    @click.argument("name", required=False)
    @click.option("-n", "--name", "said", metavar="NAME", help="The name, where it is not said as NAME.")
    @wraps(command)
    def called(*args: Any, name: str | None, said: str | None, **options: Any) -> Any:
        if not (name or said):
            raise click.UsageError("Say which one: its name, as `list` shows it.")
        return command(*args, name=said or name, **options)

    return called


def _keep(what: str) -> Callable:
    def callback(context: click.Context, _: click.Parameter, value: Any) -> Any:
        if value is not None:
            context.meta[what] = value
        return value

    return callback


def _pass_over(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None and not context.resilient_parsing:
        click.echo(
            f"{parameter.opts[-1]} {value} is Azure's: a login here is for one workspace of one studio. It is passed over.", err=True
        )


def _option(*names: str, keep: str, **more: Any) -> Callable:
    # A name of its own, for a command may have an argument called path.
    return click.option(*names, keep.replace("trainshed.", "common_"), expose_value=False, callback=_keep(keep), **more)


def _passed_over(*names: str, **more: Any) -> Callable:
    return click.option(*names, expose_value=False, callback=_pass_over, hidden=True, **more)


_OPTIONS = [
    _option("-o", "--output", keep=OUTPUT, type=click.Choice(FORMS), default="table", show_default=True, help="How to print it."),
    _option("--query", keep=QUERY, metavar="JMESPATH", help="What of it to print, as JMESPath: http://jmespath.org."),
    _option(
        "-t", "--output-metadata-file", keep=COPY, type=click.Path(dir_okay=False, path_type=Path), help="Keep a copy of it here, as JSON."
    ),
    _option(
        "--path",
        keep=FOLDER,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The project's folder; this one if not said.",
    ),
    _passed_over("--workspace-name", "-w"),
    _passed_over("--resource-group", "-g"),
    _passed_over("--subscription-id"),
    click.option("--debug", "--verbose", "--only-show-errors", "_", is_flag=True, expose_value=False, hidden=True),
]
