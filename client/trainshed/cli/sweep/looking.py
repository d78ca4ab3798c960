from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import click

from ...sdk import Studio
from ...sweeps import Sweep, Trial
from ..run.naming import end, run_key
from ..showing import age, duration, output_option, show_facts, show_table, state, text, told_to_programs
from ..studio import with_studio
from ..watching import best as best_words
from ..watching import line, point
from ..watching import watch as watched
from .telling import compatible, trial_facts


@click.command("list")
@click.option("-n", "--limit", "--last", "limit", type=int, default=20, show_default=True, help="How many, the newest first.")
@output_option
@with_studio
def list_sweeps(studio: Studio, limit: int) -> None:
    """List the sweeps, newest first."""
    columns = {
        "key": lambda row: row.key,
        "state": lambda row: state(row.state),
        "experiment": lambda row: row.experiment,
        "by": lambda row: row.submitted_by,
        "submitted": lambda row: age(row.created),
        "took": lambda row: duration(row.seconds),
        "reason": lambda row: row.reason,
    }
    show_table(islice(studio.sweeps(limit), limit), columns)


@click.command()
@run_key
@output_option
@with_studio
def show(studio: Studio, key: str) -> None:
    """Show a sweep: its space, its limits, how far it is and its best trial."""
    found = studio.sweep(key)
    policy, sampling = found.definition["policy"], found.definition["sampling"]
    shown = {
        "key": found.key,
        "name": found.name,
        "state": found.state,
        "since": age(found.since),
        "reason": found.reason,
        **{f"parameter {each['name']}": _parameter(each) for each in found.space},
        "sampling": sampling["kind"],
        "policy": policy["kind"],
        "goal": ", ".join(f"{each['goal']} {each['metric']}" for each in found.objectives),
        "trials": line(found),
        "at once": found.max_concurrent_runs,
        "ends by": found.deadline,
        "learned from": ", ".join(found.resumed),
        "target": found.target,
        "submitted by": found.submitted_by,
        "submitted": found.created,
        "took": duration(found.seconds),
        "page": found.url,
    }
    show_facts(compatible(found), shown)


@click.command()
@run_key
@output_option
@with_studio
def watch(studio: Studio, key: str) -> None:
    """Tell how a sweep goes until it is over; exit with 0 only if it Completed."""
    end(watched(studio.sweep(key)))


@click.command()
@run_key
@click.option("--state", "--status", "wanted", metavar="STATE", help="In this state alone, such as Failed.")
@click.option("--stopped", is_flag=True, help="Only those that the policy ended.")
@click.option("--top", type=click.IntRange(1), help="So many alone, the best first.")
@output_option
@with_studio
def trials(studio: Studio, key: str, wanted: str | None, stopped: bool, top: int | None) -> None:
    """List the trials of a sweep in order, or the best ones."""
    sweep = studio.sweep(key)
    if top and (wanted or stopped):
        raise click.UsageError("--top is of all trials: leave out --state and --stopped.")
    found = sweep.ranking(top) if top else list(sweep.all_trials(state=wanted, stopped=stopped or None))[::-1]
    if not told_to_programs([trial_facts(trial) for trial in found]):
        _show_trials(sweep, found)


@click.command()
@run_key
@output_option
@with_studio
def best(studio: Studio, key: str) -> None:
    """Show the best trial of a sweep. Exit with 1 where no trial has logged the primary metric."""
    sweep = studio.sweep(key)
    found = sweep.ranking(1)
    if not found:
        raise click.ClickException(f"Of {key} {best_words(sweep)}.")
    trial = found[0]
    shown = {
        "trial": trial.index,
        "key": trial.key,
        "state": trial.state,
        sweep.objectives[0]["metric"]: trial.score,
        **{f"parameter {name}": value for name, value in trial.parameters.items()},
        "took": duration(trial.seconds),
        "run it again": f"trainshed run rerun {trial.key}",
        "keep it": f"trainshed sweep save {sweep.key}",
    }
    show_facts(trial_facts(trial), shown)


def _show_trials(sweep: Sweep, found: Sequence[Trial]) -> None:
    columns = {
        "trial": lambda row: row.index,
        "state": lambda row: state(row.state),
        sweep.objectives[0]["metric"]: lambda row: row.score,
        "intervals": lambda row: row.reports,
        "took": lambda row: duration(row.seconds),
        "key": lambda row: row.key,
        "parameters": lambda row: point(row.parameters),
        "decision": lambda row: row.decision["text"] if row.decision else None,
    }
    show_table(found, columns, programs=False)


def _parameter(each: dict) -> str:
    """`uniform(0.01, 0.1), where --optimizer is sgd`"""
    when = each.get("when")
    where = f", where {when['name']} is {' or '.join(map(text, when['values']))}" if when else ""
    return f"{each['expression']}({', '.join(map(text, each['values']))}){where}"
