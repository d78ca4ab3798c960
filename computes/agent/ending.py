"""End every process of a job, and prove that none is left."""

from __future__ import annotations

import os
import signal
import time

from . import processes

# A process in an uninterruptible sleep (a dead network disk) outlives SIGKILL; after this long we say so instead of waiting on.
PATIENCE = 10.0


class Family:
    """All the nets a process of the job can be caught in; slipping through one does not help it through the others."""

    def __init__(self, marker: str, ancestor: int | None = None, session: tuple | None = None, known=(), group=None, init=None) -> None:
        self.marker, self.ancestor, self.session, self.group = marker, ancestor, session, group
        self.init = init  # (pid, start) of a container's first process: it only reaps, and ends with the one that it started
        self.known = {(pid, start) for pid, start in known}

    def members(self) -> dict[int, int]:
        """Start times by pid, of those alive right now."""
        people = processes.everyone()
        caught = {pid for pid, person in people.items() if (pid, person.start) in self.known or self._in_session(person)}
        caught |= processes.marked(self.marker, people)
        caught |= set(self.group.pids() if self.group else ()) & set(people)
        init = self.init[0] if self.init and processes.is_alive(*self.init) else None
        everybody = _with_descendants(caught | {self.ancestor, init}, people)
        return {pid: people[pid].start for pid in everybody - {self.ancestor, init, os.getpid(), None} if pid in people}

    def _in_session(self, person: processes.Process) -> bool:
        # Only while its leader lives: afterwards the number may come to mean somebody else's session.
        return self.session is not None and person.session == self.session[0] and processes.is_alive(*self.session)


def end(family: Family, first: int, grace: float, hurry, wait, tell) -> tuple[int, int]:
    """Signal, grace, kill. How many were ended, and how many are left.

    `wait(seconds)` lets the caller reap; `hurry()` says that the grace is over early; `tell(signal name, count)` writes it down.
    """
    seen: dict[int, int] = {}
    if grace > 0:
        _ask(family, seen, first, tell)
        _until_gone(family, seen, time.monotonic() + grace, hurry, wait)
    left = _kill(family, seen, wait, tell)
    return sum(not processes.is_alive(pid, start) for pid, start in seen.items()), left


def _ask(family: Family, seen: dict, first: int, tell) -> None:
    seen.update(family.members())
    if seen:
        tell(signal.Signals(first).name, len(seen))
    for pid, start in seen.items():
        send(pid, start, first)
        send(pid, start, signal.SIGCONT)  # a stopped process would not see it


def _until_gone(family: Family, seen: dict, deadline: float, hurry, wait) -> None:
    while time.monotonic() < deadline and not hurry():
        # Looking at those we know is cheap; the full scan comes only when they are gone.
        if not any(processes.is_alive(pid, start) for pid, start in seen.items()):
            newcomers = family.members()
            if not newcomers:
                return
            seen.update(newcomers)
        wait(0.05)


def _kill(family: Family, seen: dict, wait, tell) -> int:
    deadline, nothing_found, told = time.monotonic() + PATIENCE, 0, False
    while True:
        found = family.members()
        seen.update(found)
        # Twice, because a process that forks while we read /proc can hide its child from the first look.
        nothing_found = 0 if found else nothing_found + 1
        if nothing_found == 2 or time.monotonic() > deadline:
            return len(found)
        if found and not told:
            tell("SIGKILL", len(found))
            told = True
        if family.group is not None:
            family.group.kill()
        for pid, start in found.items():
            send(pid, start, signal.SIGKILL)
        wait(0.01)


def send(pid: int, start: int, number: int) -> None:
    """To this very process: the descriptor is taken first, so the pid cannot change hands between look and signal."""
    try:
        if not hasattr(os, "pidfd_open"):  # before Python 3.9: a window of microseconds stays
            if processes.is_alive(pid, start):
                os.kill(pid, number)
            return
        descriptor = os.pidfd_open(pid)
    except OSError:
        return
    try:
        if processes.is_alive(pid, start):
            signal.pidfd_send_signal(descriptor, number)
    except (ProcessLookupError, PermissionError):
        pass  # gone; or not ours to signal, which the count of those left will say
    finally:
        os.close(descriptor)


def _with_descendants(caught: set, people: dict) -> set:
    children: dict[int, list[int]] = {}
    for person in people.values():
        children.setdefault(person.parent, []).append(person.pid)
    everybody, waiting = set(caught), list(caught)
    while waiting:
        fresh = [pid for pid in children.get(waiting.pop(), ()) if pid not in everybody]
        everybody.update(fresh)
        waiting.extend(fresh)
    return everybody
