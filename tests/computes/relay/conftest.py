import json
import subprocess
import sys
from pathlib import Path

import pytest

from computes.agent.relay.server import Server

FACTS = {
    "id": "diabetes_1597853842_a6e1f9c2",
    "number": 7,
    "experiment": "diabetes",
    "workspace": {"name": "Vision team", "slug": "vision"},
    "display_name": "",
    "tags": {"kept": "from the studio"},
    "properties": {"azureml.git.branch": "main"},
    "script": "train.py",
    "arguments": [],
    "submitted_by": "Carl",
    "inputs": {},
    "datastores": {},
    "environment": {"name": "with-azureml", "version": 1},
    "studio": "",
}


class Served:
    """A job's folder with a relay beside it, and what came to stand in its journal."""

    def __init__(self, job: Path) -> None:
        for name in ("outputs", "logs", "code"):
            (job / name).mkdir(parents=True)
        self.job, self.metrics = job, job / "metrics.jsonl"
        self.server = Server(str(job), str(self.metrics), FACTS)

    def lines(self, kind: str) -> list[dict]:
        found = [json.loads(line) for line in self.metrics.read_bytes().splitlines()]
        return [line for line in found if kind in line]


@pytest.fixture
def served(tmp_path):
    served = Served(tmp_path / "job")
    yield served
    served.server.shutdown()
    served.server.server_close()


@pytest.fixture(scope="session")
def azureml_python(tmp_path_factory) -> Path:
    """A Python with the last azureml-core of SDK v1, as it comes from PyPI."""
    home = tmp_path_factory.mktemp("azureml")
    python, uv = home / "bin" / "python", str(Path(sys.executable).with_name("uv"))
    for command in (
        ["venv", "--quiet", "--python", sys.executable, str(home)],
        ["pip", "install", "--quiet", "--python", str(python), "azureml-core==1.61.0.post4", "setuptools<81"],
    ):
        subprocess.run([uv, *command], check=True, timeout=300, stdin=subprocess.DEVNULL)
    return python
