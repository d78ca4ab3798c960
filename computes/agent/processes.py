"""Processes as /proc shows them. A process is (pid, start time): a pid alone may be somebody else's a moment later."""

from __future__ import annotations

import os

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
UNREADABLE = (FileNotFoundError, ProcessLookupError, PermissionError)


class Process:
    """One line of /proc/<pid>/stat (proc(5)). `start` is in ticks since the machine started."""

    __slots__ = ("memory", "parent", "pid", "session", "start", "state", "ticks")

    def __init__(self, pid: int, line: str) -> None:
        # The second field is the program's name in parentheses and may itself hold spaces and parentheses.
        fields = line[line.rindex(")") + 2 :].split()
        self.pid, self.state = pid, fields[0]
        self.parent, self.session = int(fields[1]), int(fields[3])
        self.ticks = int(fields[11]) + int(fields[12])
        self.start, self.memory = int(fields[19]), int(fields[21]) * PAGE

    @property
    def alive(self) -> bool:
        return self.state not in "ZX"


def look_up(pid: int) -> Process | None:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return Process(pid, file.read())
    except UNREADABLE:
        return None


def start_of(pid: int) -> int | None:
    process = look_up(pid)
    return process.start if process and process.alive else None


def is_alive(pid: int, start: int) -> bool:
    return start_of(pid) == start


def everyone() -> dict[int, Process]:
    found = (look_up(int(name)) for name in os.listdir("/proc") if name.isdigit())
    return {process.pid: process for process in found if process and process.alive}


def marked(marker: str, pids) -> set[int]:
    """Those whose environment carries the job's marker. It can be scrubbed, so it is only one of the nets."""
    wanted = b"TRAINSHED_JOB=" + marker.encode()
    return {pid for pid in pids if wanted in _environment(pid)}


def marker_of(pid: int) -> str | None:
    """The marker of the job that a process belongs to, where its environment may be read and has one."""
    found = (entry for entry in _environment(pid) if entry.startswith(b"TRAINSHED_JOB="))
    entry = next(found, None)
    return entry.partition(b"=")[2].decode("utf-8", "replace") if entry else None


def descendants(pid: int) -> list[Process]:
    """The tree below a process, read from its own branch alone: a full scan of /proc by 20 runners costs too much."""
    tree, waiting = [], _children(pid)
    while waiting:
        process = look_up(waiting.pop())
        if process is not None:
            waiting.extend(_children(process.pid))
            if process.alive:
                tree.append(process)
    return tree


def boot_id() -> str:
    with open("/proc/sys/kernel/random/boot_id") as file:
        return file.read().strip()


def _children(pid: int) -> list[int]:
    children: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                children.extend(map(int, file.read().split()))
    except UNREADABLE:
        pass  # it ended while we looked; its children have a new parent now
    return children


def _environment(pid: int) -> list[bytes]:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return file.read().split(b"\0")
    except UNREADABLE:
        return []
