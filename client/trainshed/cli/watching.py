"""How a sweep goes, in the terminal, until it is over."""

from __future__ import annotations

import click

from ..sweeps import Sweep
from .following import ending
from .showing import for_programs, text


def watch(sweep: Sweep) -> Sweep:
    """A line each time that something changed, then how it ended; the sweep as it then is. Ctrl-C ends the watching, not the sweep.

    Where the answer is for a program, standard output is that answer's alone."""
    now = sweep
    try:
        for now in sweep.watch():
            if not now.final:
                click.echo(line(now), err=for_programs())
    except KeyboardInterrupt:
        click.echo(f"\nThe sweep goes on. To watch it again: trainshed sweep watch {sweep.key}", err=True)
        raise SystemExit(130) from None
    click.echo(f"{ending(now)}\n{line(now)}", err=True)
    return now


def line(sweep: Sweep) -> str:
    """`12 of 20 trials over, 4 go on; best accuracy 0.964, trial 7: --lr 0.01`"""
    going = sweep.begun - sweep.over
    parts = [f"{sweep.over} of {sweep.max_total_runs} trials over"]
    parts += [f"{going} {'goes' if going == 1 else 'go'} on"] if going else []
    parts += [f"{sweep.trials['Failed']} failed"] if sweep.trials.get("Failed") else []
    parts += [f"{sweep.stopped} stopped early"] if sweep.stopped else []
    paused = " (paused)" if sweep.paused and not sweep.final else ""
    return f"{', '.join(parts)}{paused}; {best(sweep)}"


def best(sweep: Sweep) -> str:
    metric = text(sweep.objectives[0]["metric"])
    if sweep.best is None:
        return f"none has logged {metric} yet" if not sweep.final else f"none has logged {metric}"
    return f"best {metric} {text(sweep.best['score'])}, trial {sweep.best['index']}: {point(sweep.best['parameters'])}"


def point(parameters: dict) -> str:
    """As it stands on a command line."""
    return "  ".join(f"{text(name)} {text(value)}" for name, value in parameters.items())
