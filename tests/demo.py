"""`make demo`: the whole main job without a browser, through the public API, in a temporary data folder.

Exits with 0 only if the run Completed, its metrics lie where the example says, and its outputs came back."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click
from trainshed import Studio, StudioError
from trainshed.cli.following import ending
from trainshed.runs import Run

from runs.examples import Example, example, examples
from tests.live import LiveStudio

SHOW_EVERY = 0.5


def main() -> int:
    chosen = _options()
    folder = Path(tempfile.mkdtemp(prefix="trainshed-demo-"))
    studio = LiveStudio(folder / "data")
    try:
        began = time.monotonic()
        studio.start()
        _say(f"The studio is up at {studio.url} after {time.monotonic() - began:.1f} s, its data in {studio.data}")
        return _do(studio, chosen, folder)
    except (AssertionError, StudioError) as trouble:
        _say(f"The demo failed: {trouble}")
        return 1
    finally:
        studio.close()
        shutil.rmtree(folder, ignore_errors=True)
        _say("The studio is stopped, and its data folder removed")


def _options() -> Example:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--example", default="two-moons", choices=[each.name for each in examples()])
    return example(parser.parse_args().example)


def _do(live: LiveStudio, chosen: Example, folder: Path) -> int:
    token = live.manage("token", "demo", "--role", "owner", "--name", "make demo").strip()
    run = Studio(live.url, token).submit(chosen.experiment, chosen.configuration["name"], source=chosen.name)
    _say(f"Submitted {run.key}: {run.script} {' '.join(run.arguments)}")
    ended = _watch(run)
    _say(ending(ended))
    wrong = list(_problems(ended, chosen, folder / "outputs"))
    for problem in wrong:
        _say(f"Not as expected: {problem}")
    return 1 if wrong else 0


def _watch(run: Run) -> Run:
    """Its log as it grows, and on a terminal a line below it that says how it is going."""
    shown = 0.0
    for piece in run.follow():
        _progress("")
        sys.stdout.buffer.write(piece.data)
        sys.stdout.buffer.flush()
        if time.monotonic() - shown > SHOW_EVERY:
            run, shown = run.refresh(), time.monotonic()
        _progress(ending(run) if piece.data.endswith(b"\n") else "")
    _progress("")
    return run.refresh()


def _problems(run: Run, chosen: Example, folder: Path):
    if run.state != "Completed":
        yield f"the run is {run.state}, exit code {run.exit_code}: {run.reason}"
    for name, (least, most) in chosen.metrics.items():
        value = run.metrics.get(name)
        if not isinstance(value, float) or not least <= value <= most:
            yield f"{name} is {value}, not between {least} and {most}"
    if not any(path.name == "report.txt" and path.stat().st_size for path in run.download(folder)):
        yield "there is no report among its outputs"


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[2K{text}", end="", file=sys.stderr, flush=True)


def _say(text: str) -> None:
    click.echo(f"» {text}", err=True)  # without colours where it goes into a file


if __name__ == "__main__":
    sys.exit(main())
