from __future__ import annotations

import sys
from pathlib import Path

import click

from ...runs import Run
from ...sdk import Studio
from ..following import follow
from ..showing import output_option, printable, told_to_programs
from ..studio import with_studio
from .naming import end, run_key


@click.command()
@run_key
@click.option("-f", "--follow", "following", is_flag=True, help="Go on until the run is over; exit with 0 only if it Completed.")
@click.option("--stream", help="One log alone: setup.log, rank-0.log, …")
@with_studio
def logs(studio: Studio, key: str, following: bool, stream: str | None) -> None:
    """Print what a run has written, as it is."""
    found = studio.run(key)
    if following and stream is None:
        end(follow(found))
        return
    out = sys.stdout.buffer
    for name in [stream] if stream else [log.name for log in found.logs()]:
        for piece in found.log(name):
            out.write(piece)
    out.flush()


@click.command("monitor-logs")
@run_key
@output_option
@with_studio
def monitor_logs(studio: Studio, key: str) -> None:
    """Print the log of a run until it is over; exit with 0 only if it Completed."""
    end(follow(studio.run(key)))


@click.command("download-logs")
@run_key
@click.option("-d", "--output-dir", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to.")
@output_option
@with_studio
def download_logs(studio: Studio, key: str, folder: Path) -> None:
    """Save all logs of a run."""
    saved = [str(path) for path in _saved(studio.run(key), folder)]
    if not told_to_programs(saved):
        for path in saved:
            click.echo(printable(path))


def _saved(run: Run, folder: Path) -> list[Path]:
    return [run.save(log.name, run.log(log.name), folder) for log in run.logs()]
