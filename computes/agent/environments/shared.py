"""Environments that are built once a key and shared by all jobs that ask for the same."""

from __future__ import annotations

import os
import time

from ..folders import size_of, write_atomically
from .failure import Failed, from_system
from .home import Home
from .prepared import Prepared
from .steps import Steps


def obtain(folder, wanted: dict, runner, build) -> Prepared:
    """The build that is ready, or a new one. `build(steps, into)` makes it in the folder `into`, with a freeze.txt, and gives its facts:
    {"python": path below `into`, "variables": {...}, "path": [folders]}."""
    return Shared(folder, wanted, runner, build).prepared()


class Shared:
    def __init__(self, folder, wanted: dict, runner, build) -> None:
        self.job, self.wanted, self.runner, self.build = folder, wanted, runner, build
        self.home = Home(folder.root, wanted["key"])

    def prepared(self) -> Prepared:
        began = time.monotonic()
        lock = self._lock()
        os.set_inheritable(lock, True)
        ready = self.home.ready()
        reused = ready is not None and self.wanted.get("rebuild") in (None, ready.get("rebuild"))
        if not reused:
            ready = self._built_or_told(lock, keep=ready and ready["build"])
        self.home.use(ready["build"])
        self.home.retire(keep=ready["build"])
        os.close(lock)
        self._tell(ready, reused, time.monotonic() - began)
        self.home.sweep()
        into = self.home(ready["build"])
        return Prepared(os.path.join(into, ready["python"]), ready["variables"], ready["path"])

    def _lock(self) -> int:
        lock, told = self.home.lock(), False
        while lock is None:
            if not told and self.home.building():
                self.job.say("Another run is building this environment; waiting for it.")
                told = True
            self.runner.pause(0.1)
            lock = self.home.lock()
        return lock

    def _built_or_told(self, lock: int, keep: str | None) -> dict:
        """When the run is cancelled instead, the lock is held until the tools have been ended."""
        try:
            return self._built(keep)
        except (Failed, OSError) as trouble:
            failure = trouble if isinstance(trouble, Failed) else from_system(trouble, self.job.root)
            failure.key = self.home.key
            self.job.note("environment_failed", key=self.home.key, kind=self.wanted["kind"], detail=str(failure))
            os.close(lock)
            raise failure from trouble

    def _built(self, keep: str | None) -> dict:
        self.home.retire(keep)
        number, began = self.home.begin(self.job.id), time.monotonic()
        self.job.note("building", key=self.home.key, kind=self.wanted["kind"])
        into = self.home(number)
        facts = {"variables": {}, "path": [], **self.build(Steps(self.job, self.wanted, self.runner), into)}
        with open(os.path.join(into, "freeze.txt"), "rb") as file:
            packages = file.read().count(b"\n")
        facts.update(kind=self.wanted["kind"], rebuild=self.wanted.get("rebuild"), packages=packages)
        facts.update(size=size_of(into), seconds=round(time.monotonic() - began, 3))
        self.home.finish(number, facts)
        return self.home.ready() or {**facts, "build": number}

    def _tell(self, ready: dict, reused: bool, seconds: float) -> None:
        with open(self.home(ready["build"], "freeze.txt"), "rb") as file:
            write_atomically(self.job("freeze.txt"), file.read())
        packages = "1 package" if ready["packages"] == 1 else "{} packages".format(ready["packages"])
        what = "Environment {} ({}, {:.1f} MB)".format(self.home.key, packages, ready["size"] / 1e6)
        self.job.say(f"{what} is ready from an earlier run" if reused else f"{what} built in {seconds:.1f} s")
        facts = {name: ready[name] for name in ("kind", "packages", "size")}
        self.job.note("environment", key=self.home.key, reused=reused, seconds=round(seconds, 3), **facts)
