"""A run's log in the terminal, until the run is over."""

from __future__ import annotations

import sys

import click

from ..runs import Run
from .showing import duration, for_programs, state, text


def follow(run: Run) -> Run:
    """Print its log as it grows, then how it ended; the run as it then is. Ctrl-C ends the following, not the run.

    Where the answer is for a program, standard output is that answer's alone."""
    out, last = sys.stderr.buffer if for_programs() else sys.stdout.buffer, b""
    try:
        for piece in run.follow():
            out.write(piece.data)
            out.flush()
            last = piece.data[-1:] or last
    except KeyboardInterrupt:
        click.echo(f"\nThe run goes on. To follow it again: trainshed run logs -f {run.key}", err=True)
        raise SystemExit(130) from None
    ended = run.refresh()
    click.echo(("\n" if last not in (b"", b"\n") else "") + ending(ended), err=True)
    return ended


def ending(run: Run) -> str:
    """`Completed after 8.8 s · loss 0.103  accuracy 0.971`"""
    took = f" after {duration(run.seconds)}" if run.seconds is not None else ""
    values = "  ".join(f"{text(name)} {text(value)}" for name, value in run.metrics.items())
    reason = f": {text(run.reason)}" if run.reason and run.state != "Completed" else ""
    return f"{state(run.state)}{took}{reason}{' · ' + values if values else ''}"
