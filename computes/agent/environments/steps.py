"""The tools that build an environment, run one after the other; their words go to the job's setup.log."""

from __future__ import annotations

import os

from .. import pip_settings, variables
from ..machine import find_uv
from ..refused import Refused
from ..spawn import spawn
from .failure import Failed, from_output

NO_UV = "uv is not on this target, and environments are built with it. Install it there (pip install uv), or use an interpreter."


class Steps:
    def __init__(self, job, wanted: dict, runner) -> None:
        self.job, self.wanted, self.runner = job, wanted, runner
        private = (runner.job.get("secrets") or {}).get("environment")  # the address of a package index may hold a password
        self.told = {**(wanted.get("variables") or {}), **(private or {})}

    def uv(self, *arguments: str, cwd: str, output: str | None = None, **settings: str) -> None:
        program = find_uv(self.wanted.get("uv"))
        if program is None:
            raise Failed(NO_UV)
        usual = {"UV_PYTHON_DOWNLOADS": "never", **pip_settings.for_uv({**os.environ, **settings})}
        if not self._links_to_the_cache():
            usual["UV_LINK_MODE"] = "copy"  # as uv does in the end, with a warning each time
        self.run([program, *arguments], cwd, output, **{**usual, **settings})

    def run(self, argv: list[str], cwd: str, output: str | None = None, **settings: str) -> None:
        environment = {**variables.inherited(), "NO_COLOR": "1", **settings, **self.told, "TRAINSHED_JOB": self.runner.marker}
        output = output or self.job("setup.log")
        before = os.path.getsize(output) if os.path.exists(output) else 0
        try:
            pid = spawn(argv, cwd, environment, output, 0o077)
        except Refused as trouble:
            raise Failed(str(trouble)) from trouble
        if self.runner.attend(pid) != 0:
            raise from_output(output, before, self.job.root)

    def _links_to_the_cache(self) -> bool:
        """Whether uv's cache lies on the file system of the environments. One that is not there yet will be made at home."""
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~")
        cache = self.told.get("UV_CACHE_DIR") or os.environ.get("UV_CACHE_DIR") or os.path.join(home, "uv")
        there = next((path for path in (cache, os.path.dirname(cache), home) if os.path.isdir(path)), self.job.root)
        return os.stat(there).st_dev == os.stat(self.job.root).st_dev
