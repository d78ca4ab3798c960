"""Scripts of Azure ML, run as a job runs them: a process of their own, with the variables that the agent sets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

CLIENT = Path(__file__).parents[3] / "client"
FACTS = {
    "id": "digits_1600000000_0a1b2c3d",
    "number": 7,
    "experiment": "digits",
    "workspace": {"name": "Vision team", "slug": "vision"},
    "display_name": "First try",
    "tags": {"team": "vision"},
    "properties": {"azureml.git.commit": "abc"},
    "environment": {"name": "sklearn", "version": 2},
    "inputs": {},
    "datastores": {},
    "studio": "http://studio/w/vision/runs/digits_1600000000_0a1b2c3d/",
}


class Script:
    """`script("run.log('a', 1)")` runs it and gives its journal's lines; what else came of it stands in here."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.work = folder, folder / "code"
        for name in ("code", "outputs", "logs"):
            (folder / name).mkdir()
        self.facts, self.variables, self.python = dict(FACTS), {}, sys.executable
        self.out, self.err, self.code = "", "", 0

    def __call__(
        self, source: str, inside: bool = True, begin: str = "from azureml.core import Run\nrun = Run.get_context()\n"
    ) -> list[dict]:
        done = self._run([self.python, "-c", begin + textwrap.dedent(source)], inside)
        self.out, self.err, self.code = done.stdout, done.stderr, done.returncode
        return self.lines()

    def lines(self, letter: str = "") -> list[dict]:
        metrics = self.folder / "metrics.jsonl"
        found = [json.loads(line) for line in metrics.read_bytes().splitlines()] if metrics.exists() else []
        return [line for line in found if not letter or letter in line]

    def said(self, source: str, **how) -> str:
        """What it printed, and it must have come to its end."""
        self(source, **how)
        assert self.code == 0, self.err
        return self.out.strip()

    def refused(self, source: str, **how) -> str:
        """The last line of the error it ended with."""
        self(source, **how)
        assert self.code == 1, self.out
        return self.err.strip().splitlines()[-1]

    def files(self) -> set[str]:
        names = ("outputs", "logs", "files")
        return {str(path.relative_to(self.folder)) for name in names for path in (self.folder / name).rglob("*") if path.is_file()}

    def _run(self, argv: list[str], inside: bool) -> subprocess.CompletedProcess:
        variables = {"PYTHONPATH": f"{CLIENT}:{CLIENT / 'compat'}", "PATH": os.environ["PATH"], "MPLBACKEND": "Agg", **self.variables}
        if inside:
            (self.folder / "run.json").write_text(json.dumps(self.facts))
            variables |= {
                "TRAINSHED_RUN": str(self.folder / "run.json"),
                "TRAINSHED_METRICS": str(self.folder / "metrics.jsonl"),
                "TRAINSHED_OUTPUTS": str(self.folder / "outputs"),
                "TRAINSHED_FILES": str(self.folder / "files"),
            }
        return subprocess.run(argv, env=variables, cwd=self.work, capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture
def script(tmp_path) -> Script:
    return Script(tmp_path)
