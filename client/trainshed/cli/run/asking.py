"""What a run asks of its target, said for this run alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click


def asking(command: Callable) -> Callable:
    """The command gets `asked`: what was said of priority and resources, as the studio takes it."""

    @click.option("--priority", type=click.IntRange(-1000, 1000), help="A higher one leaves the target's queue first.")
    @click.option("--cpus", type=float, help="Processors that are kept for the run.")
    @click.option("--memory", metavar="SIZE", help="Memory that is kept for the run, such as 512m or 8g.")
    @click.option("--gpus", type=int, help="GPUs that are the run's alone; 0 hides all of them from it.")
    @wraps(command)
    def called(*args: Any, priority: int | None, cpus: float | None, memory: str | None, gpus: int | None, **options: Any) -> Any:
        resources = {name: said for name, said in (("cpus", cpus), ("memory", memory), ("gpus", gpus)) if said is not None}
        said = {"priority": priority, "resources": resources or None}
        return command(*args, asked={name: value for name, value in said.items() if value is not None}, **options)

    return called
