"""Ask a job to end. The runner does it; where it is dead, this verb does."""

from __future__ import annotations

import os
import signal
import time

from .. import ending, locks, processes, room
from ..folders import JobFolder
from .poll import status_of, strays


def answer(ask: dict, rest) -> dict:
    folder = JobFolder(ask["root"], ask["job_id"])
    folder.create()  # a cancel that overtakes its start is found by it: the job then ends before it begins
    earlier = folder.read("cancel") or {}
    force = bool(ask.get("force")) or bool(earlier.get("force"))
    _ask(folder, {"at": earlier.get("at", time.time()), "force": force, "grace": 0 if force else ask.get("grace", 10)})
    boot = processes.boot_id()
    status = status_of(folder, boot)
    if status["alive"]:
        runner = folder.read("runner")
        ending.send(runner["pid"], runner["start"], signal.SIGUSR1)
    elif status["phase"] == "lost" or status.get("left_processes"):
        _end_strays(folder, boot)
    return {"requested": True, "phase": status["phase"]}


def _ask(folder: JobFolder, request: dict) -> None:
    try:
        folder.write("cancel", request)
    except OSError as trouble:
        if not room.says_full(trouble):
            raise
        # An empty file takes no room: it is a cancel too, with the grace that the job came with.
        os.close(os.open(folder("cancel"), os.O_WRONLY | os.O_CREAT, 0o600))


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
