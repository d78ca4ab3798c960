"""environments/<key>/ of a target: its builds 1/, 2/, ... of which `ready` names the newest whole one.

An environment cannot be moved once made, so each is built where it stays, in a folder of its own, and counts only when `ready` names it:
a build that was killed starts anew. `lock` is held by who builds (and by the tools it runs: should it be killed, nobody builds beside a uv that
goes on); `<number>/use` is held, shared, by every process of the jobs that run in a build. The kernel lets go of both, however they end."""

from __future__ import annotations

import json
import os
import shutil
import time

from .. import locks
from ..folders import JobFolder, write_atomically

DOOMED = ".removed-"


class Home:
    def __init__(self, root: str, key: str) -> None:
        self.key = JobFolder(root, key).id
        self.path = os.path.join(root, "environments", self.key)

    def __call__(self, *names: str) -> str:
        return os.path.join(self.path, *names)

    def lock(self) -> int | None:
        """The descriptor that holds this key, or None while somebody else does."""
        os.makedirs(self.path, mode=0o700, exist_ok=True)
        lock = locks.take(self("lock"), wait=False)
        if lock is not None and not locks.is_at(lock, self("lock")):  # removed with its folder between our opening and our locking
            os.close(lock)
            return self.lock()
        return lock

    def ready(self) -> dict | None:
        """The newest whole build, as `finish` wrote it down; None when there is none, or its interpreter has gone."""
        facts = self._read("ready")
        if not facts or "build" not in facts or not os.access(self(facts["build"], facts["python"]), os.X_OK):
            return None
        return {**facts, "used": os.stat(self("ready")).st_mtime}

    def building(self) -> dict | None:
        """Who builds since when; meaningful only while the lock is held."""
        return self._read("building")

    def begin(self, job_id: str) -> str:
        """The number of a new build, with its folder. Under the lock."""
        number = str(max(map(int, self.builds()), default=0) + 1)
        os.makedirs(self(number), mode=0o700)
        write_atomically(self("building"), json.dumps({"since": time.time(), "job": job_id}).encode())
        return number

    def finish(self, number: str, facts: dict) -> None:
        write_atomically(self("ready"), json.dumps({**facts, "build": number, "built": time.time()}).encode())
        os.unlink(self("building"))

    def use(self, number: str) -> None:
        """From now until the last process of this job has ended, the build is not removed. Under the lock."""
        os.set_inheritable(locks.share(self(number, "use")), True)
        os.utime(self("ready"))  # its age says since when nobody used this environment

    def in_use(self, number: str) -> bool:
        try:
            held = locks.take(self(number, "use"), wait=False)
        except FileNotFoundError:
            return False
        if held is not None:
            os.close(held)
        return held is None

    def builds(self) -> list[str]:
        try:
            return [name for name in os.listdir(self.path) if name.isdigit()]
        except FileNotFoundError:
            return []

    def retire(self, keep: str | None) -> None:
        """Set aside the builds but `keep` that nobody runs in: killed ones, and those another was built beside. Under the lock."""
        for number in self.builds():
            if number != keep and not self.in_use(number):
                os.rename(self(number), self(f"{DOOMED}{number}-{os.getpid()}"))

    def tidy(self) -> None:
        """Remove the builds that another was built beside once the last job in them has ended; only while nobody builds."""
        ready = self.ready()
        lock = self.lock() if ready and len(self.builds()) > 1 else None
        if ready and lock is not None:
            self.retire(keep=ready["build"])
            os.close(lock)
            self.sweep()

    def sweep(self) -> None:
        """Remove what was set aside. It takes its time, and needs no lock."""
        for name in os.listdir(self.path):
            if name.startswith(DOOMED):
                shutil.rmtree(self(name), ignore_errors=True)

    def _read(self, name: str) -> dict | None:
        try:
            with open(self(name), "rb") as file:
                found = json.loads(file.read())
        except (FileNotFoundError, ValueError):
            return None
        return found if isinstance(found, dict) else None
