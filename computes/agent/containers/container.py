"""One container of a job: created, started, waited for, removed. What is known of it is written down before it is made."""

from __future__ import annotations

import os
import signal
import time

from .. import processes
from . import order, trouble
from .aside import Aside
from .engine import EngineError, Unreachable

RECORD = "container"  # a file in the job's folder
# How long the engine may be away once the container's processes have ended, before the run ends without their exit code.
ENGINE_PATIENCE = 600.0
STOPPED = 30.0
LOOK_AGAIN = 0.5
# Exit codes by which a container tells that a signal ended its process, as shells do.
FATAL = {128 + number: number for number in (1, 2, 3, 4, 6, 7, 8, 9, 11, 13, 14, 15, 24, 25, 31)}


class Ended:
    """How it ended. `code` and `signal` as of a process; both None where nobody knows."""

    def __init__(self, state: dict | None, limit: int | None = None, restarted: bool = False) -> None:
        exited = state.get("ExitCode") if state else None
        self.signal = FATAL.get(exited)
        self.code = None if self.signal else exited
        self.out_of_memory = bool(state and state.get("OOMKilled"))
        self.error = (state or {}).get("Error") or ""
        self.known, self.limit, self.restarted = state is not None, limit, restarted

    def why(self) -> str:
        """What there is to say beyond the code; empty where nothing is."""
        if self.out_of_memory:
            limit = f" of {_amount(self.limit)}" if self.limit else ""
            return f"It needed more memory than its container's limit{limit}, and the kernel ended a process of it."
        if not self.known:
            return "Its container was gone before the container engine could tell how it ended."
        if self.restarted and self.signal in (signal.SIGTERM, signal.SIGKILL):
            return "The container engine of the target was restarted, which ended the containers that it had."
        return self.error


class Container:
    def __init__(self, engine, job, runner) -> None:
        self.engine, self.job, self.runner = engine, job, runner
        self.id: str | None = None
        self.limit: int | None = None
        self.init: list | None = None
        self.restarted = False

    def create(self, asked: dict) -> None:
        """Failed with a sentence."""
        self.limit = asked["HostConfig"].get("Memory")
        self._record(asked["Labels"])
        name = f"trainshed-{self.job.id}-{os.urandom(3).hex()}"
        try:
            made = self.engine.ask("POST", "containers/create", asked, name=name)
        except EngineError as refusal:
            raise trouble.of_start(refusal.words) from refusal
        self.id = made["Id"]
        for warning in made.get("Warnings") or ():
            self.job.say(f"The container engine says: {warning}")
        self._record(asked["Labels"])

    def start(self) -> None:
        try:
            self.engine.ask("POST", f"containers/{self.id}/start")
        except EngineError as refusal:
            raise trouble.of_start(refusal.words) from refusal
        self._find_init()

    @property
    def pid(self) -> int | None:
        """Of its first process, as this machine sees it, while that lives."""
        return self.init[0] if self.init and processes.is_alive(*self.init) else None

    def attended(self, deadline: float | None = None) -> Ended:
        """Until it ended, however often the engine goes away meanwhile."""
        return Aside(self._wait).attended(self.runner, deadline)

    def _wait(self, aside: Aside) -> Ended | None:
        since = None  # its processes are gone and the engine is away
        while not aside.hung_up:
            try:
                with self.engine.open("POST", f"containers/{self.id}/wait") as aside.talk:
                    aside.talk.read()
                facts = self.engine.find(f"containers/{self.id}/json")
                if not facts or not facts["State"].get("Running"):
                    return self._ended(facts)
            except Unreachable as silence:
                self._note_absence(aside, silence)
                since = None if self.pid else since or time.monotonic()
                if since and time.monotonic() - since > ENGINE_PATIENCE:
                    return Ended(None)
            except EngineError as refusal:
                if refusal.status == 404:
                    return Ended(None)
            time.sleep(LOOK_AGAIN)
        return None

    def _note_absence(self, aside: Aside, silence: Unreachable) -> None:
        if self.restarted or aside.hung_up:
            return
        self.restarted = True
        aside.tell(self.job.say, f"{silence} The run goes on; how it ends is asked when the engine is back.")

    def _ended(self, facts: dict | None) -> Ended:
        return Ended(facts and facts["State"], self.limit, self.restarted)

    def stopped(self) -> Ended:
        """After its processes were ended: how, as the engine has it."""
        deadline = time.monotonic() + STOPPED
        while True:
            try:
                facts = self.engine.find(f"containers/{self.id}/json")
                if not facts or not facts["State"].get("Running") or time.monotonic() > deadline:
                    return self._ended(facts)
            except (Unreachable, EngineError):
                return Ended(None)
            time.sleep(0.02)

    def remove(self) -> bool:
        """Whether the engine says that it is gone. What still runs in it is killed."""
        if self.id is None:
            return True
        gone = remove(self.engine, self.id)
        if gone and os.path.exists(self.job(RECORD)):
            os.unlink(self.job(RECORD))
        return gone

    def _find_init(self) -> None:
        facts = self.engine.find(f"containers/{self.id}/json")
        pid = facts and facts["State"].get("Pid")
        start = pid and processes.start_of(pid)
        if start:
            self.init = [pid, start]
            self._record(facts["Config"]["Labels"])

    def _record(self, labels: dict) -> None:
        own = {name: labels.get(name, "") for name in (order.JOB, order.ROOT, order.STUDIO)}
        self.job.write(RECORD, {"id": self.id, "socket": self.engine.path, "labels": own, "init": self.init})


def remove(engine, made: str) -> bool:
    try:
        engine.ask("DELETE", f"containers/{made}", force=1, v=1)
    except EngineError as refusal:
        if refusal.status == 409:  # somebody else removes it at this moment
            return _is_gone(engine, made)
        return refusal.status == 404
    except Unreachable:
        return False
    return True


def _is_gone(engine, made: str) -> bool:
    deadline = time.monotonic() + STOPPED
    while time.monotonic() < deadline:
        try:
            if engine.find(f"containers/{made}/json") is None:
                return True
        except (EngineError, Unreachable):
            return False
        time.sleep(0.05)
    return False


def _amount(size: int) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size / 2**20:.0f} MB"
