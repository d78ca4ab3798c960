"""`trainshed run submit-script --async` in a folder of 20,000 files that did not change: from Enter to the run's key, all of it."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from trainshed import Studio

from tests.bench.bench_studio import BenchStudio
from tests.bench.snapshots import filled, seconds, timed
from tests.bench.table import row

ROUNDS = 7
CONFIGURATION = "script: package0/part0/module0.py\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"
COMMAND = [
    sys.executable,
    "-m",
    "trainshed",
    "run",
    "submit-script",
    "-e",
    "bench",
    "-c",
    "local",
    "--async",
    "--query",
    "runId",
    "-o",
    "tsv",
]


def main() -> bool:
    with BenchStudio({}) as studio, tempfile.TemporaryDirectory(prefix="trainshed-bench-") as name:
        folder = filled(Path(name, "project"))
        (folder / "package0" / "part0" / "module0.py").write_text("print('hello')\n")
        (folder / "package1" / "part1" / "module1.py").unlink()  # in its place the run configuration: no more are accepted
        (folder / ".azureml").mkdir()
        (folder / ".azureml" / "local.runconfig").write_text(CONFIGURATION)
        environment = _environment(studio, name)
        _run(COMMAND, folder, environment)
        git = _repository(folder, Path(name, "peer.git"))
        time.sleep(2.5)  # what was written this moment ago is hashed again, by both
        _run(COMMAND, folder, environment)
        pairs = [_round(folder, environment, git) for _ in range(ROUNDS)]
        _until_quiet(environment)
        ours, theirs = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    what = "submit-script in an unchanged folder of 20,000 files, Enter to accepted"
    return row(what, seconds(ours), "≤ 1 s", f"git add + write-tree {seconds(theirs)}")


def _round(folder: Path, environment: dict[str, str], git: Callable[[], None]) -> tuple[float, float]:
    _until_quiet(environment)
    return timed(lambda: _run(COMMAND, folder, environment)), timed(git)


def _until_quiet(environment: dict[str, str]) -> None:
    """A target on this machine checks 20,000 files out for each run, which is no part of submitting the next."""
    studio = Studio(environment["TRAINSHED_URL"], environment["TRAINSHED_TOKEN"])
    while list(studio.runs(state="active")):
        time.sleep(0.2)


def _environment(studio: BenchStudio, home: str) -> dict[str, str]:
    token = studio.live.manage("token", "ada", "--role", "owner").strip()
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TRAINSHED_")}
    return {**ours, "TRAINSHED_URL": studio.live.url, "TRAINSHED_TOKEN": token, "XDG_CACHE_HOME": home}


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _repository(folder: Path, place: Path):
    """git's own answer to the same question: is this folder the one that I know."""
    git = ["git", f"--git-dir={place}", f"--work-tree={folder}"]
    subprocess.run([*git, "init", "--quiet"], check=True)

    def again() -> None:
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "write-tree"], check=True, stdout=subprocess.DEVNULL)

    again()
    return again


if __name__ == "__main__":
    raise SystemExit(not main())
