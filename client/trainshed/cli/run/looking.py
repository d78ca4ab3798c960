from __future__ import annotations

import shlex
from itertools import islice

import click

from ...runs import Run
from ...sdk import Studio
from ..showing import age, duration, output_option, show_facts, show_table, state, text, told_to_programs
from ..studio import with_studio
from .naming import compatible, run_key


@click.command("list")
@click.option("-e", "--experiment", "--experiment-name", "experiment", help="Of this experiment alone.")
@click.option(
    "--state", "--status", "wanted", metavar="STATE", help="In this state alone, such as Running, or `active` for all that are not over."
)
@click.option("--compute-target-name", "target", help="On this compute target alone.")
@click.option("--tags", "tags", multiple=True, metavar="NAME[=VALUE]", help="With this tag alone; may be given again.")
@click.option("--mine", is_flag=True, help="Submitted by you alone.")
@click.option("-n", "--limit", "--last", "limit", type=int, default=20, show_default=True, help="How many, the newest first.")
@click.option("--minimal", is_flag=True, help="Key, state, times, target and tags alone.")
@click.option("--parent-run-id", "parent", help="The children of this run.")
@output_option
@with_studio
def list_runs(
    studio: Studio,
    experiment: str | None,
    wanted: str | None,
    target: str | None,
    tags: tuple[str, ...],
    mine: bool,
    limit: int,
    minimal: bool,
    parent: str | None,
) -> None:
    """List the runs, newest first."""
    runs = studio.run(parent).children() if parent else studio.runs(experiment, wanted, mine, limit, target, list(tags))
    found = list(islice(runs, limit))
    if not told_to_programs([_minimal(run) if minimal else compatible(run) for run in found]):
        _show_table(found, minimal)


def _show_table(found: list[Run], minimal: bool) -> None:
    columns = {
        "key": lambda row: row.key,
        "state": lambda row: state(row.state),
        "target": lambda row: row.target,
        "by": lambda row: row.submitted_by,
        "submitted": lambda row: age(row.created),
        "took": lambda row: duration(row.seconds),
        "tags": lambda row: "  ".join(_tags(row)),
        "metrics": lambda row: "  ".join(f"{name} {text(value)}" for name, value in row.metrics.items()),
    }
    if minimal:
        columns = {name: columns[name] for name in ("key", "state", "target", "submitted", "took", "tags")}
    show_table(found, columns, programs=False)


def _minimal(run: Run) -> dict:
    known = compatible(run)
    return {
        **{name: known[name] for name in ("runId", "status", "startTimeUtc", "endTimeUtc", "target", "tags")},
        "runType": "hyperdrive" if run.purpose == "sweep" else "azureml.scriptrun",
    }


@click.command()
@run_key
@output_option
@with_studio
def show(studio: Studio, key: str) -> None:
    """Show a run: its state, what it ran, how it ended."""
    found = studio.run(key)
    shown = {
        "key": found.key,
        "name": found.name,
        "state": found.state,
        "since": age(found.since),
        "last seen": found.last_seen,
        "reason": found.reason,
        "command": shlex.join([found.script, *map(str, found.arguments)]),
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
        "tags": "  ".join(_tags(found)),
        "parameters": " ".join(f"{name}={value}" for name, value in found.parameters.items()),
        "again of": found.rerun_of,
        "attempt": found.attempt if found.attempt > 1 else None,
        **{f"metric {name}": value for name, value in found.metrics.items()},
        "page": found.url,
    }
    show_facts(compatible(found), shown)


@click.command()
@run_key
@output_option
@with_studio
def events(studio: Studio, key: str) -> None:
    """Show what happened to a run."""
    columns = {
        "at": lambda row: row.at,
        "event": lambda row: row.after or row.kind,
        "by": lambda row: row.by,
        "text": lambda row: row.text,
    }
    show_table(studio.run(key).events(), columns)


def _tags(run: Run) -> list[str]:
    return [f"{name}={value}" if value else name for name, value in run.tags.items()]
