"""What became of these jobs. Reads files only, and never fails for one job."""

from __future__ import annotations

import time

from .. import processes, room
from ..cgroup import Group
from ..ending import Family
from ..folders import JobFolder
from ..refused import Refused


def answer(ask: dict, rest) -> dict:
    boot = processes.boot_id()
    machine = {"boot_id": boot, "time": time.time(), "disk_full": room.is_full(ask["root"])}
    return {job_id: {**_status(ask["root"], job_id, boot), **machine} for job_id in ask["jobs"]}


def _status(root: str, job_id: str, boot: str) -> dict:
    try:
        return status_of(JobFolder(root, job_id), boot)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        Refused,
    ) as trouble:  # its files are within reach of the user's script
        return {"phase": "unknown", "alive": False, "reason": f"The job's folder could not be read: {trouble}"}


def status_of(folder: JobFolder, boot: str) -> dict:
    runner = folder.read("runner")
    if runner is None:
        return _not_started(folder)
    # Is it alive first, its status second: the other way round, a job that ends between the two looks would seem lost.
    alive = runner["boot"] == boot and processes.is_alive(runner["pid"], runner["start"])
    status = folder.read("status.json") or {"phase": "starting"}
    if status["phase"] in ("finished", "lost"):
        return {**status, "alive": False}  # its runner may take a moment more to leave, but its last word is said
    if not alive:
        status = _without_its_runner(folder, runner, status, boot)
    return {**status, "alive": alive}


def _not_started(folder: JobFolder) -> dict:
    return {"phase": "unknown", "alive": False, "reason": "Nothing was started on this target under this id."}


def _without_its_runner(folder: JobFolder, runner: dict, status: dict, boot: str) -> dict:
    left = len(strays(folder, runner, boot).members()) if runner["boot"] == boot else 0
    done = folder.read("exit-0")
    if done is not None:  # it died between the exit file and its last word
        return {**status, **done, "phase": "finished", "left_processes": left, "sizes": folder.streams()}
    reason = "agent killed" if runner["boot"] == boot else "machine restarted"
    return {**status, "phase": "lost", "reason": reason, "detail": _last_words(folder), "left_processes": left}


def strays(folder: JobFolder, runner: dict, boot: str) -> Family:
    """The job's processes when its runner is dead: found by session, marker and the list the runner kept."""
    marker = "{}:{}".format(folder.id, runner["nonce"])
    if runner["boot"] != boot:
        return Family(marker)  # numbers of an earlier life of the machine mean nothing now
    main = folder.read("pid-0")
    known = (folder.read("processes") or {}).get("known", [])
    group = (folder.read("group") or {}).get("path")
    session = main and (main["pid"], main["start"])
    init = (folder.read("container") or {}).get("init")
    return Family(marker, session=session, known=map(tuple, known), group=group and Group(group), init=init and tuple(init))


def _last_words(folder: JobFolder) -> str:
    try:
        with open(folder("agent.log"), encoding="utf-8", errors="replace") as file:
            return file.read()[-400:].strip().rpartition("\n")[2]
    except FileNotFoundError:
        return ""
