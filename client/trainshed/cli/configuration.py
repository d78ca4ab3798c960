from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from .. import runconfigs
from ..core.conda_dependencies import CondaDependencies
from ..core.environment import Environment
from ..core.runconfig import RunConfiguration
from ..sdk import Studio
from ..values import Configuration
from .showing import duration, output_option, show_facts, show_table
from .studio import with_studio


@click.group()
def configuration() -> None:
    """How a script is run: target, arguments, environment."""


@configuration.command("list")
@click.option("-n", "--limit", type=int, default=50, show_default=True)
@output_option
@with_studio
def list_configurations(studio: Studio, limit: int) -> None:
    """List the run configurations."""
    columns = {
        "name": lambda row: row.name,
        "version": lambda row: row.version,
        "target": lambda row: row.target,
        "source": lambda row: row.source,
        "command": _command,
    }
    show_table(studio.configurations(limit), columns)


@configuration.command()
@click.argument("name")
@click.option("--version", type=int, help="Its newest version if none is given.")
@output_option
@with_studio
def show(studio: Studio, name: str, version: int | None) -> None:
    """Show a run configuration."""
    _show(studio.configuration(name, version))


@configuration.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("name")
@click.option("--target", help="The compute target; `local` if none is given.")
@click.option("--like", metavar="NAME", help="Take everything that is not said here from this configuration.")
@click.option("--source", help="The source that it is suggested with, and run with where none is named.")
@click.option("--python", help="The interpreter on the target, or its version for requirements.")
@click.option("-r", "--requirements", type=click.Path(exists=True, path_type=Path), help="A requirements.txt, installed with uv.")
@click.option("-v", "--variable", "variables", multiple=True, metavar="KEY=VALUE", help="An environment variable; may be given again.")
@click.option("--max-seconds", type=int, help="A run that takes longer is ended.")
@click.argument("script", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@output_option
@with_studio
def create(studio: Studio, name: str, script: str | None, arguments: tuple[str, ...], like: str | None, **given: Any) -> None:
    """Make a run configuration, or the next version of it.

    Options come before NAME: trainshed configuration create --target local NAME train.py --epochs 10
    """
    base = studio.configuration(like) if like else None
    wanted = _wanted(script, arguments, **given)
    if base is None and not wanted.get("script"):
        raise click.UsageError("Say which script it runs: trainshed configuration create NAME train.py [ARGUMENTS…], or --like another.")
    if base:
        return _show(studio.keep_configuration(name, _like(base, wanted), base.companions, wanted.get("source", base.source)))
    exists = any(known.name == name for known in studio.configurations())
    fields = {"target": "local", **wanted}
    return _show(studio.revise(name, **fields) if exists else studio.new_configuration(name, **fields))


def _wanted(
    script: str | None,
    arguments: tuple[str, ...],
    target: str | None,
    source: str | None,
    python: str | None,
    requirements: Path | None,
    variables: tuple[str, ...],
    max_seconds: int | None,
) -> dict[str, Any]:
    given = {"target": target, "source": source, "max_seconds": max_seconds, "script": script}
    wanted: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if script is not None:
        wanted["arguments"] = list(arguments)
    if requirements or python:
        wanted["environment"] = _environment(python, requirements)
    if variables:
        wanted["variables"] = dict(_variable(each) for each in variables)
    return wanted


def _like(base: Configuration, wanted: dict[str, Any]) -> str:
    """The text of another configuration with what was said in its place."""
    config = RunConfiguration.from_tree(runconfigs.parsed(base.text) or {})
    names = {"target": "target", "script": "script", "arguments": "arguments", "max_seconds": "max_run_duration_seconds"}
    for name, value in wanted.items():
        if name in names:
            setattr(config, names[name], value)
    if "variables" in wanted:
        config.environment_variables = wanted["variables"]
    if environment := wanted.get("environment"):
        config.environment = _section(environment)
    return config.text


def _section(environment: dict[str, Any]) -> Environment:
    section = Environment()
    if environment["kind"] == "interpreter":
        section.python.user_managed_dependencies, section.python.interpreter_path = True, environment["python"]
        return section
    lines = [line for line in map(str.strip, environment["requirements"].splitlines()) if line and not line.startswith("#")]
    section.python.conda_dependencies = CondaDependencies.create(pip_packages=lines, python_version=environment["python"])
    return section


def _environment(python: str | None, requirements: Path | None) -> dict[str, Any]:
    if requirements is None:
        return {"kind": "interpreter", "python": python}
    return {"kind": "pip", "python": python, "requirements": requirements.read_text()}


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--variable {text} is not KEY=VALUE.")
    return name, value


def _command(version: Configuration) -> str:
    return shlex.join([version.script, *version.arguments])


def _show(version: Configuration) -> None:
    shown = {
        "name": version.name,
        "version": version.version,
        "target": version.target,
        "source": version.source,
        "command": _command(version),
        "environment": _environment_words(version.environment),
        "variables": " ".join(f"{name}={value}" for name, value in version.variables.items()),
        "at most": duration(version.max_seconds),
        "cannot run": version.trouble,
        "created by": version.created_by,
    }
    show_facts(version, shown)


def _environment_words(environment: Any) -> str:
    """What it is, in a line; `runconfig export` gives all of it."""
    python = runconfigs.value(environment, "python") or {}
    if runconfigs.value(python, "userManagedDependencies"):
        return f"the interpreter {runconfigs.value(python, 'interpreterPath') or 'python'}"
    conda = runconfigs.value(python, "condaDependencies") or {}
    lines = [line for each in conda.get("dependencies") or [] for line in (each.get("pip") or [] if isinstance(each, dict) else [each])]
    named = runconfigs.value(environment, "name") if isinstance(environment, dict) else environment
    return ", ".join(str(line) for line in lines) or str(named or runconfigs.value(python, "condaDependenciesFile") or "")
