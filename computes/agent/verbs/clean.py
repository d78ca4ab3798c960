"""Remove folders of jobs that are over: the code alone, or everything. A job that runs is left as it is."""

from __future__ import annotations

import contextlib
import os
import shutil

from .. import agents, parts, processes, spares
from ..folders import JobFolder
from ..refused import Refused
from .poll import status_of


def answer(ask: dict, rest) -> dict:
    what = ask.get("what", "all")
    if what not in ("code", "all"):
        raise Refused(f"Only the 'code' or 'all' of a job can be cleaned, not {what!r}.")
    boot = processes.boot_id()
    folders = [JobFolder(ask["root"], job_id) for job_id in ask["job_ids"]]
    running = [folder.id for folder in folders if status_of(folder, boot)["alive"]]
    for folder in folders:
        if folder.id not in running:
            remove_container(folder)
    removed = [folder.id for folder in folders if folder.id not in running and _remove(folder, what)]
    agents.sweep(ask["root"])
    return {"removed": removed, "running": running}


def remove_container(folder: JobFolder) -> None:
    """The engine was away when the job ended, or its runner was killed: what is left there runs nothing."""
    if os.path.exists(folder("container")):
        from ..containers import leftover  # which plain processes need not pay for

        leftover.end(folder)


def _remove(folder: JobFolder, what: str) -> bool:
    # What was downloaded for the script, and installed from its code, goes with its code: all of it can be had again.
    there = os.path.exists(folder("code"))
    if what == "code":
        with contextlib.suppress(OSError):  # a full disk: then it goes like any other
            spares.keep(folder)
    paths = [folder(name) for name in parts.CODE] if what == "code" else [folder.path]
    return bool([path for path in paths if _discard(folder, path)]) or there


def _discard(folder: JobFolder, path: str) -> bool:
    if not os.path.exists(path):
        return False
    # Renamed first: a removal that is killed half-way leaves nothing that looks like a job.
    doomed = os.path.join(folder.root, "jobs", f".removed-{folder.id}-{os.path.basename(path)}-{os.getpid()}")
    os.rename(path, doomed)
    shutil.rmtree(doomed, ignore_errors=True)
    return True
