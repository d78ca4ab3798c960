from __future__ import annotations

import shlex
import sys
from operator import attrgetter
from pathlib import Path

import click

from ..connection import StudioError
from ..runs import Run
from ..sdk import Studio
from .following import follow
from .showing import age, duration, output_option, show_facts, show_json, show_table, size, state, text
from .source import upload_to
from .studio import with_studio


@click.group()
def run() -> None:
    """Submit runs, watch them, fetch what they left."""


@run.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("-e", "--experiment", required=True, help="The experiment that the run belongs to; a new name makes a new one.")
@click.option("-c", "--configuration", required=True, help="How to run it.")
@click.option("--version", type=int, help="The version of the configuration; its newest if none is given.")
@click.option("--source", help="What to run; the configuration's own source if none is given.")
@click.option("--snapshot", type=int, help="The snapshot of the source; its newest if none is given.")
@click.option("--ref", help="First fetch this branch, tag or commit of the linked repository.")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="First upload this folder, and run it.")
@click.option("--name", default="", help="What you would call this run.")
@click.option("--submission", help="Any text; the same again gives the same run, never a second one.")
@click.option("-f", "--follow", "following", is_flag=True, help="Print its log until it is over; exit with 0 only if it Completed.")
@output_option
@click.argument("script", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_studio
def submit(
    studio: Studio,
    experiment: str,
    configuration: str,
    version: int | None,
    source: str | None,
    snapshot: int | None,
    ref: str | None,
    folder: Path | None,
    name: str,
    submission: str | None,
    following: bool,
    output: str,
    script: str | None,
    arguments: tuple[str, ...],
) -> None:
    """Submit a run. SCRIPT and ARGUMENTS, if given, come last; without them the configuration's own are used.

    trainshed run submit -e digits -c digits --follow train.py --epochs 10
    """
    if script is not None:
        _check_script(studio, configuration, version, script)
    if folder:
        taken = upload_to(studio, folder, source or studio.configuration(configuration, version).source)
        source, snapshot = taken.source, taken.number
    elif ref is not None:
        taken = _linked(studio, source, configuration).fetch(ref)
        source, snapshot = taken.source, taken.number
    submitted = studio.submit(
        experiment, configuration, source, snapshot, version, None if script is None else list(arguments), name, submission
    )
    if output == "json" and not following:
        return show_json(_facts(submitted))
    click.echo(f"{submitted.key}\n{submitted.url}", err=following)
    if following:
        _end(follow(submitted))


@run.command("list")
@click.option("-e", "--experiment", help="Of this experiment alone.")
@click.option("--state", "wanted", help="In this state alone, such as Running, or `active` for all that are not over.")
@click.option("--mine", is_flag=True, help="Submitted by you alone.")
@click.option("-n", "--limit", type=int, default=20, show_default=True)
@output_option
@with_studio
def list_runs(studio: Studio, experiment: str | None, wanted: str | None, mine: bool, limit: int, output: str) -> None:
    """List the runs, newest first."""
    columns = {
        "key": lambda row: row.key,
        "state": lambda row: state(row.state) if output == "table" else row.state,
        "target": lambda row: row.target,
        "by": lambda row: row.submitted_by,
        "submitted": lambda row: age(row.created),
        "took": lambda row: duration(row.seconds),
        "metrics": lambda row: "  ".join(f"{name} {text(value)}" for name, value in row.metrics.items()),
    }
    show_table(output, studio.runs(experiment, wanted, mine, limit), columns)


@run.command()
@click.argument("key")
@output_option
@with_studio
def show(studio: Studio, key: str, output: str) -> None:
    """Show a run: its state, what it ran, how it ended."""
    found = studio.run(key)
    shown = {
        "key": found.key,
        "name": found.name,
        "state": found.state,
        "since": age(found.since),
        "reason": found.reason,
        "command": shlex.join([found.script, *found.arguments]),
        "source": f"{found.source} #{found.snapshot} ({found.commit})",
        "configuration": f"{found.configuration} v{found.version}",
        "target": found.target,
        "submitted by": found.submitted_by,
        "submitted": found.created,
        "took": duration(found.seconds),
        "exit code": found.exit_code,
        "signal": found.signal,
        "processes ended": found.processes_ended,
        "processes left": found.processes_left,
        "parameters": " ".join(f"{name}={value}" for name, value in found.parameters.items()),
        "again of": found.rerun_of,
        **{f"metric {name}": value for name, value in found.metrics.items()},
        "page": found.url,
    }
    show_facts(output, found, shown)


@run.command()
@click.argument("key")
@click.option("-f", "--follow", "following", is_flag=True, help="Go on until the run is over; exit with 0 only if it Completed.")
@click.option("--stream", help="One log alone: setup.log, rank-0.log, …")
@with_studio
def logs(studio: Studio, key: str, following: bool, stream: str | None) -> None:
    """Print what a run has written, as it is."""
    found = studio.run(key)
    if following and stream is None:
        _end(follow(found))
        return
    out = sys.stdout.buffer
    for name in [stream] if stream else [log.name for log in found.logs()]:
        for piece in found.log(name):
            out.write(piece)
    out.flush()


@run.command()
@click.argument("key")
@output_option
@with_studio
def cancel(studio: Studio, key: str, output: str) -> None:
    """Ask for the end of a run. `run show` tells what came of it."""
    found = studio.run(key)
    asked = found.cancel()
    if output == "json":
        return show_json({"asked": asked, "state": found.refresh().state})
    click.echo(f"{key} is being cancelled." if asked else f"{key} is {found.refresh().state}: there is nothing to cancel.")


@run.command()
@click.argument("key")
@click.option("-f", "--follow", "following", is_flag=True, help="Print its log until it is over.")
@output_option
@with_studio
def rerun(studio: Studio, key: str, following: bool, output: str) -> None:
    """Submit the same code, configuration and arguments once more."""
    again = studio.run(key).rerun()
    if output == "json" and not following:
        return show_json(_facts(again))
    click.echo(f"{again.key}\n{again.url}", err=following)
    if following:
        _end(follow(again))


@run.command()
@click.argument("key")
@click.option("--name", help="Every point of this metric.")
@output_option
@with_studio
def metrics(studio: Studio, key: str, name: str | None, output: str) -> None:
    """Show the metrics of a run: last value, least, greatest; with --name every point."""
    found = studio.run(key)
    if name is None:
        names = ("name", "last", "minimum", "maximum", "count")
        return show_table(output, found.metric_table(), {each: attrgetter(each) for each in names})
    series = found.series(name)
    if output == "json":
        return show_json(series)
    rows = list(zip(series["steps"], series["values"], series["times"]))
    show_table(output, rows, {"step": lambda row: row[0], name: lambda row: row[1], "time": lambda row: f"{row[2]:.3f}"})


@run.command()
@click.argument("key")
@output_option
@with_studio
def outputs(studio: Studio, key: str, output: str) -> None:
    """List the files that a run left."""
    columns = {"path": lambda row: row.path, "size": lambda row: size(row.size), "modified": lambda row: row.modified}
    show_table(output, studio.run(key).outputs(), columns)


@run.command()
@click.argument("key")
@click.argument("paths", nargs=-1)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where to; a folder with the run's key if not said.")
@with_studio
def download(studio: Studio, key: str, paths: tuple[str, ...], folder: Path | None) -> None:
    """Save the files that a run left: all, or those of PATHS."""
    for saved in studio.run(key).download(folder or Path(key), list(paths) or None):
        click.echo(saved)


@run.command()
@click.argument("key")
@output_option
@with_studio
def events(studio: Studio, key: str, output: str) -> None:
    """Show what happened to a run."""
    columns = {
        "at": lambda row: row.at,
        "event": lambda row: row.after or row.kind,
        "by": lambda row: row.by,
        "text": lambda row: row.text,
    }
    show_table(output, studio.run(key).events(), columns)


def _check_script(studio: Studio, configuration: str, version: int | None, script: str) -> None:
    """A configuration names its script; running another under its name would say something untrue."""
    found = studio.configuration(configuration, version)
    if found.script != script:
        raise click.ClickException(
            f"The configuration {configuration} runs {found.script}, not {script}. Make one for it:\n"
            f"trainshed configuration create --like {shlex.quote(configuration)} NAME {shlex.quote(script)} …"
        )


def _linked(studio: Studio, source: str | None, configuration: str):
    name = source or studio.configuration(configuration).source
    if name is None:
        raise StudioError("Say whose branch, tag or commit that is: --source NAME.")
    return studio.source(name)


def _facts(found: Run) -> dict:
    return {"key": found.key, "state": found.state, "url": found.url, "experiment": found.experiment, "number": found.number}


def _end(found: Run) -> None:
    if found.state != "Completed":
        raise SystemExit(1)
