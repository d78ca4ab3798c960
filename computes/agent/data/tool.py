"""A Python that has fsspec: the one that the studio names, or an environment of the agent's own, built once a target."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys

from .. import locks, pip_settings, variables
from ..folders import JobFolder, write_atomically
from ..machine import find_uv
from ..refused import Refused
from ..spawn import spawn
from .failed import Failed

NO_UV = "uv is not on this target, and what opens remote storage is installed with it. Install it there: pip install uv."


def python(folder: JobFolder, wanted: dict, runner) -> str:
    """The path of an interpreter that opens remote storage. Failed with a sentence."""
    given = wanted.get("python")
    if given and os.access(given, os.X_OK):
        return given
    requirements = wanted.get("requirements") or ["fsspec[http,s3,sftp]"]
    name = "fsspec-" + hashlib.sha256(json.dumps(requirements).encode()).hexdigest()[:16]
    return _Tool(folder, os.path.join(folder.root, "tools", name), wanted, runner).built(requirements)


class _Tool:
    def __init__(self, folder: JobFolder, home: str, wanted: dict, runner) -> None:
        self.folder, self.home, self.wanted, self.runner = folder, home, wanted, runner
        self.interpreter = os.path.join(home, "venv", "bin", "python")

    def built(self, requirements: list[str]) -> str:
        os.makedirs(self.home, mode=0o700, exist_ok=True)
        lock = self._lock()
        os.set_inheritable(lock, True)  # uv holds it too: should we be killed, nobody builds beside a uv that goes on
        try:
            if not os.path.exists(os.path.join(self.home, "ready")):
                self._build(requirements)
        finally:
            os.close(lock)
        return self.interpreter

    def _lock(self) -> int:
        lock = locks.take(os.path.join(self.home, "lock"), wait=False)
        while lock is None:
            self.runner.pause(0.1)
            lock = locks.take(os.path.join(self.home, "lock"), wait=False)
        return lock

    def _build(self, requirements: list[str]) -> None:
        uv = find_uv(self.wanted.get("uv"))
        if uv is None:
            raise Failed(NO_UV)
        self.folder.say("Installing what opens remote storage, once for this target: " + ", ".join(requirements))
        shutil.rmtree(os.path.join(self.home, "venv"), ignore_errors=True)
        self._run([uv, "venv", "--no-project", "--no-config", "--python", sys.executable, os.path.join(self.home, "venv")])
        self._run([uv, "pip", "install", "--python", self.interpreter, *requirements])
        write_atomically(os.path.join(self.home, "ready"), b"{}\n")

    def _run(self, argv: list[str]) -> None:
        surroundings = {**variables.inherited(), **pip_settings.for_uv(os.environ), "UV_PYTHON_DOWNLOADS": "never", "NO_COLOR": "1"}
        surroundings.update(self.wanted.get("variables") or {}, TRAINSHED_JOB=self.runner.marker)
        try:
            pid = spawn(argv, self.home, surroundings, self.folder("setup.log"), 0o077)
        except Refused as trouble:
            raise Failed(str(trouble)) from trouble
        if self.runner.attend(pid) != 0:
            raise Failed("what opens remote storage could not be installed; setup.log tells why.")
