"""The connections of this process: one a target, and another while more commands run there than one connection takes.

Everything here is for the loop's own thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Hashable
from typing import Any

import asyncssh

from .connecting import connect, disconnect
from .way import Way

# OpenSSH's MaxSessions is 10 unless somebody lowered it; two are left for ending commands.
CHANNELS = 8
IDLE_SECONDS = 600


class Line:
    """A connection and what runs over it."""

    def __init__(self, chain: list[asyncssh.SSHClientConnection], lines: Lines) -> None:
        self.chain, self.connection, self.lines = chain, chain[-1], lines
        self.busy = self.sessions = 0
        self.limit = CHANNELS
        self.doubtful = False  # it did not answer in time: no new command shall wait for it
        self.idle: asyncio.TimerHandle | None = None

    @property
    def alive(self) -> bool:
        return not self.connection.is_closed()

    @property
    def usable(self) -> bool:
        return self.alive and not self.doubtful

    def take(self, sessions: int) -> None:
        self.busy += 1
        self.sessions += sessions
        if self.idle is not None:
            self.idle.cancel()
            self.idle = None

    def refused(self, politely: bool) -> None:
        """It gave no channel to the one who asks: then it gives none beside those that are open. Or it is gone."""
        self.limit = max(self.sessions - 1, 1)
        self.doubtful = self.doubtful or not politely or self.sessions == 1

    def leave(self, sessions: int) -> None:
        self.busy -= 1
        self.sessions -= sessions
        if self.sessions == 0:
            self.limit = CHANNELS  # it may have been commands on their way out that took up the room
        if self.busy == 0 and (self.lines.retired or not self.usable):
            self.close()
        elif self.busy == 0:
            self.idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)

    def close(self) -> None:
        if self.idle is not None:
            self.idle.cancel()
        disconnect(self.chain)


class Lines:
    """Those to one target, all the same way."""

    def __init__(self, to: Way) -> None:
        self.way = to
        self.lines: list[Line] = []
        self.opening: asyncio.Task[None] | None = None
        self.retired = False

    async def take(self, sessions: int) -> Line:
        """One with room for so many. Whoever asks meanwhile waits for the same attempt to connect, and hears of its failure."""
        while (found := self._with_room(sessions)) is None:
            if self.opening is None:
                self.opening = asyncio.create_task(self._open())
                self.opening.add_done_callback(_heard)
            await asyncio.shield(self.opening)
        found.take(sessions)
        return found

    def _with_room(self, sessions: int) -> Line | None:
        return next((line for line in self.lines if line.usable and line.sessions + sessions <= line.limit), None)

    async def _open(self) -> None:
        try:
            chain = await connect(self.way)
            for dead in [each for each in self.lines if not each.alive]:
                dead.close()
                self.lines.remove(dead)
            self.lines.append(Line(chain, self))
        finally:
            self.opening = None

    def retire(self) -> None:
        """The way changed: what runs here ends in peace, nothing new begins."""
        self.retired = True
        for idle in [line for line in self.lines if line.busy == 0]:
            idle.close()


def _heard(opening: asyncio.Task[None]) -> None:
    """Of its failure, also where nobody waits for it any more."""
    if not opening.cancelled():
        opening.exception()


_targets: dict[Hashable, Lines] = {}
os.register_at_fork(after_in_child=_targets.clear)


@contextlib.asynccontextmanager
async def line(target: Any, to: Way, sessions: int = 1) -> AsyncIterator[Line]:
    """A line to the target, for one command; for a forwarded stream, of which there may be many, `sessions` is 0.
    `target` may be None: then its way is who it is."""
    taken = await _lines(target if target is not None else to, to).take(sessions)
    try:
        yield taken
    finally:
        taken.leave(sessions)


def _lines(target: Hashable, to: Way) -> Lines:
    known = _targets.get(target)
    if known is None or known.way != to:
        if known is not None:
            known.retire()
        known = _targets[target] = Lines(to)
    return known
