"""Ask a job to end. The runner does it; where it is dead, this verb does."""

from __future__ import annotations

import os
import signal
import time

from .. import ending, locks, processes
from ..folders import JobFolder
from .poll import status_of, strays


def answer(ask: dict, rest) -> dict:
    folder = JobFolder(ask["root"], ask["job_id"])
    folder.create()  # a cancel that overtakes its start is found by it: the job then ends before it begins
    earlier = folder.read("cancel") or {}
    force = bool(ask.get("force")) or bool(earlier.get("force"))
    folder.write("cancel", {"at": earlier.get("at", time.time()), "force": force, "grace": 0 if force else ask.get("grace", 10)})
    boot = processes.boot_id()
    status = status_of(folder, boot)
    if status["alive"]:
        runner = folder.read("runner")
        ending.send(runner["pid"], runner["start"], signal.SIGUSR1)
    elif status["phase"] == "lost" or status.get("left_processes"):
        _end_strays(folder, boot)
    return {"requested": True, "phase": status["phase"]}


def _end_strays(folder: JobFolder, boot: str) -> None:
    lock = locks.take(folder("lock"))  # two cancels at once would count the same processes twice
    status = status_of(folder, boot)
    if lock is None or (status["phase"] == "lost" and "ended" in status and not status["left_processes"]):
        return
    request = folder.read("cancel") or {}

    def tell(name: str, count: int) -> None:
        folder.note("signalled", signal=name, processes=count, because="cancelled, with the agent's runner dead")

    family = strays(folder, folder.read("runner") or {}, boot)
    ended, left = ending.end(family, signal.SIGTERM, request.get("grace", 10), lambda: False, time.sleep, tell)
    status.update(ended=status.get("ended", time.time()), ended_processes=status.get("ended_processes", 0) + ended, left_processes=left)
    if os.path.exists(folder("container")):
        from ..containers import leftover  # which plain processes need not pay for

        status["detail"] = leftover.end(folder)
    folder.write("status.json", {**status, "sizes": folder.streams()})
