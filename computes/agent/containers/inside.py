"""In a builder container: an environment on top of the image, by the same code that builds them on a machine.

Everything it is told comes by two ways: `layer.json` in the job's folder, and one line of the named pipe beside it for what no file
may hold. What it says goes to the job's own setup.log and events."""

from __future__ import annotations

import json
import os

from ..environments import Failed, Prepared, prepare
from ..environments.home import Home
from ..folders import JobFolder, write_atomically

ROOT = "/trainshed"  # in the image: the environments, and what is mounted for their building
ASKED, SECRETS, ANSWER = "layer.json", "layer.pipe", "prepared.json"
FAILED = 3


class Folder(JobFolder):
    """The job's folder, mounted where it is outside; what is shared lies below ROOT, in the image."""

    def __init__(self, job: str) -> None:
        super().__init__(ROOT, os.path.basename(job))
        self.path = job


class Runner:
    """Stands in for the one outside, which ends this container when the run is cancelled."""

    def __init__(self, marker: str, secrets: dict) -> None:
        self.marker, self.job = marker, {"secrets": secrets}

    def attend(self, pid: int) -> int:
        return os.waitpid(pid, 0)[1]

    def pause(self, seconds: float) -> None:
        raise RuntimeError("Nobody else builds in this container.")


def main(job: str) -> int:
    os.umask(0o077)
    folder = Folder(job)
    asked = folder.read(ASKED) or {}
    with open(folder(SECRETS)) as pipe:
        secrets = json.loads(pipe.readline())
    os.environ.update(secrets.pop("variables"))
    try:
        prepared = _prepared(folder, asked, Runner(asked["marker"], secrets))
    except Failed as trouble:
        _answer(folder, {"error": str(trouble), "key": trouble.key})
        return FAILED
    told = {"python": prepared.python, "variables": prepared.variables, "path": list(prepared.path)}
    with open(folder("freeze.txt"), encoding="utf-8", errors="replace") as file:
        _answer(folder, {**told, "facts": _facts(asked), "freeze": file.read()})
    return 0


def _prepared(folder: Folder, asked: dict, runner: Runner) -> Prepared:
    """The environment for all who ask for the same; or, where `on_top` tells of it, what is this job's own over it."""
    wanted, below = asked["environment"], asked.get("on_top")
    if below is None:
        return prepare(folder, {**wanted, "local": []}, runner)
    from ..environments import local

    return local.install(folder, wanted, runner, Prepared(below["python"], below["variables"], tuple(below["path"])))


def _facts(asked: dict) -> dict:
    """Of the shared environment, for those who find it ready later."""
    key = asked["environment"].get("key")
    ready = (key and Home(ROOT, key).ready()) or {}
    return {name: ready[name] for name in ("kind", "packages", "size", "seconds") if name in ready}


def _answer(folder: Folder, told: dict) -> None:
    write_atomically(folder(ANSWER), json.dumps(told).encode())
