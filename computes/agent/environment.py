"""The Python a job runs with: an interpreter somebody else manages, or one built with uv from pip requirements."""

from __future__ import annotations

import json
import os
import sys
import time

from . import locks, pip_settings, variables
from .folders import JobFolder, write_atomically
from .machine import find_program, find_uv
from .refused import Refused
from .spawn import spawn

NO_UV = "uv is not on this target, and environments are built with it. Install it there (pip install uv), or use an interpreter."


class Failed(Exception):
    """A sentence for the user. What the tools said stands in setup.log."""


def prepare(folder: JobFolder, wanted: dict, runner) -> str:
    """The path of the interpreter. `runner.attend(pid)` waits for a child and `runner.pause(seconds)` for time; both leave by an
    exception when the run is cancelled meanwhile."""
    if wanted["kind"] == "interpreter":
        return _interpreter(wanted.get("python"))
    if wanted["kind"] == "pip":
        return Build(folder, wanted, runner).python()
    raise Failed("This target's agent cannot prepare an environment of kind {!r}.".format(wanted["kind"]))


def _interpreter(python: str | None) -> str:
    path = find_program(python) if python and "/" not in python else python or sys.executable
    if path is None or not os.access(path, os.X_OK):
        raise Failed(f"There is no Python at {python} on this target. Give the path of an interpreter that is there.")
    return path


class Build:
    """One folder a key, shared by all jobs that ask for the same. A virtual environment cannot be moved once made, so it
    is built in place, under a lock, and counts only when its `ready` file is there: a build that was killed starts anew."""

    def __init__(self, folder: JobFolder, wanted: dict, runner) -> None:
        self.job, self.wanted, self.runner = folder, wanted, runner
        self.home = os.path.join(folder.root, "environments", JobFolder(folder.root, wanted["key"]).id)
        self.prefix = os.path.join(self.home, "venv")

    def python(self) -> str:
        os.makedirs(self.home, mode=0o700, exist_ok=True)
        began = time.monotonic()
        lock = self._lock()
        os.set_inheritable(lock, True)  # uv holds it too: should we be killed, nobody builds beside a uv that goes on
        reused = os.path.exists(self._in_home("ready"))
        try:
            if not reused:
                self._build()
        except Failed:
            os.close(lock)
            raise  # when the run is cancelled instead, the lock is held until uv has been ended
        os.close(lock)
        self._tell(reused, time.monotonic() - began)
        return os.path.join(self.prefix, "bin", "python")

    def _lock(self) -> int:
        lock = locks.take(self._in_home("lock"), wait=False)
        if lock is None:
            self.job.say("Another run is building this environment; waiting for it.")
        while lock is None:
            self.runner.pause(0.1)
            lock = locks.take(self._in_home("lock"), wait=False)
        return lock

    def _build(self) -> None:
        import shutil

        uv = find_uv(self.wanted.get("uv"))
        if uv is None:
            raise Failed(NO_UV)
        shutil.rmtree(self.prefix, ignore_errors=True)
        write_atomically(self._in_home("requirements.txt"), self.wanted["requirements"].encode())
        base = self.wanted.get("python") or sys.executable
        if "/" in base:  # else a version or a name, which uv looks for itself
            _interpreter(base)
        self.job.say("Building environment {} with {}".format(self.wanted["key"], base))
        self._uv([uv, "venv", "--no-project", "--no-config", "--python", base, self.prefix])
        target = ["--python", os.path.join(self.prefix, "bin", "python")]
        self._uv([uv, "pip", "install", *target, "-r", self._in_home("requirements.txt")])
        self._record([uv, "--quiet", "pip", "freeze", *target])
        write_atomically(self._in_home("ready"), json.dumps({"built": time.time()}).encode())

    def _record(self, freeze: list[str]) -> None:
        unfinished = self._in_home("freeze.tmp")
        open(unfinished, "w").close()
        self._uv(freeze, output=unfinished)
        os.rename(unfinished, self._in_home("freeze.txt"))

    def _uv(self, argv: list[str], output: str | None = None) -> None:
        environment = {**variables.inherited(), **pip_settings.for_uv(os.environ), "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"}
        environment.update(self.wanted.get("variables") or {}, TRAINSHED_JOB=self.runner.marker)
        output = output or self.job("setup.log")
        before = os.path.getsize(output)
        try:
            pid = spawn(argv, self.home, environment, output, 0o077)
        except Refused as trouble:
            raise Failed(str(trouble)) from trouble
        if self.runner.attend(pid) != 0:
            raise Failed("The environment could not be built: " + _why(output, before))

    def _tell(self, reused: bool, seconds: float) -> None:
        os.utime(self._in_home("ready"))  # its age says since when nobody used this environment
        with open(self._in_home("freeze.txt"), "rb") as file:
            frozen = file.read()
        write_atomically(self.job("freeze.txt"), frozen)
        self.job.say(
            "Environment {} {}".format(self.wanted["key"], "is ready from an earlier run" if reused else f"built in {seconds:.1f} s")
        )
        self.job.note("environment", key=self.wanted["key"], reused=reused, seconds=round(seconds, 3), packages=frozen.count(b"\n"))

    def _in_home(self, name: str) -> str:
        return os.path.join(self.home, name)


def _why(output: str, position: int) -> str:
    """What uv said last, as one sentence: from its line 'error: ...' on, with the causes below it."""
    with open(output, encoding="utf-8", errors="replace") as file:
        file.seek(position)
        lines = [line.strip() for line in file.read().splitlines() if line.strip()] or ["uv ended without a word."]
    begin = next((number for number, line in enumerate(lines) if line.startswith("error:")), len(lines) - 1)
    return ": ".join(line.partition("error:")[2].strip() or line.replace("cause: ", "") for line in lines[begin:])[:600]
