"""Which run a command is about, and a run as programs are told of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from ...runs import Run
from ..showing import facts, told_to_programs


def run_key(command: Callable) -> Callable:
    """The command gets `key`, said as KEY or as `--run KEY`. The experiment that v1 asks for is said by the key already."""

    @click.argument("key", required=False)
    @click.option("-r", "--run", "named", metavar="KEY", help="The run, where it is not said as KEY.")
    @click.option("-e", "--experiment-name", "_experiment", hidden=True, expose_value=False)
    @wraps(command)
    def called(*args: Any, key: str | None, named: str | None, **options: Any) -> Any:
        if not (key or named):
            raise click.UsageError("Say which run: its key, as `trainshed run list` shows it.")
        return command(*args, key=named or key, **options)

    return called


def compatible(run: Run) -> dict[str, Any]:
    """Its facts, and those of Azure ML's names that scripts read."""
    return {
        **facts(run),
        "url": run.url,
        "runId": run.key,
        "experimentName": run.experiment,
        "status": run.state,
        "startTimeUtc": run.started,
        "endTimeUtc": run.ended,
    }


def end(run: Run) -> None:
    """Tell programs what became of it, and end with 0 only if it Completed."""
    told_to_programs(compatible(run))
    if run.state != "Completed":
        raise SystemExit(1)
