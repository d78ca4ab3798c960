"""One command on a line of the pool, from the opening of its channel to its end. In the loop's thread."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import Future
from typing import Any

import asyncssh

from computes.errors import ComputeError

from . import troubles
from .command import ending
from .pool import Line, line
from .session import Session
from .way import Way

# For a channel of an open connection: a machine that is gone is not waited for until the keepalives find out.
OPENING_SECONDS = 10
ENDING_SECONDS = 20
ATTEMPTS = 4


async def converse(target: Any, to: Way, session: Session, command: str) -> None:
    """Start the command, and hold a line until it ends. The session is told how it went, whatever happens."""
    try:
        for _ in range(ATTEMPTS):
            async with line(target, to) as taken:
                if await _started(taken, session, command):
                    await session.closed.wait()
                    return
        session.over(troubles.no_channel(to.hops[-1]))
    except BaseException as trouble:
        session.over(trouble)
        if not isinstance(trouble, Exception):
            raise


async def _started(taken: Line, session: Session, command: str) -> bool:
    """False when there was no channel to be had here: nothing was started, and another line may do."""
    if session.unwanted:
        raise asyncio.CancelledError
    session.opening = True
    try:
        async with asyncio.timeout(OPENING_SECONDS):
            await taken.connection.create_session(lambda: session, command, encoding=None)
        return True
    except (TimeoutError, asyncio.CancelledError):
        taken.doubtful = True
        raise
    except (asyncssh.Error, OSError) as trouble:
        if session.channel is not None:  # it may have been started
            raise
        taken.refused(isinstance(trouble, asyncssh.ChannelOpenError))
        return False


async def end(target: Any, to: Way, session: Session, conversation: Future[None]) -> None:
    """Whatever it is at, it shall be over. On the machine too, while that is still the one that it was started on: a process's number
    says nothing after a restart."""
    if not session.opening:
        session.unwanted = True
        conversation.cancel()
        return
    with contextlib.suppress(ComputeError, asyncssh.Error, OSError):
        async with asyncio.timeout(ENDING_SECONDS):
            await session.begun.wait()  # only then its process is known
            await _kill(target, to, session)
    session.abort()


async def _kill(target: Any, to: Way, session: Session) -> None:
    for _ in range(ATTEMPTS):
        if session.ended:
            return
        async with line(target, to) as taken:
            try:
                await taken.connection.run(ending(session.beginning.pid))
                return
            except asyncssh.ChannelOpenError:
                taken.refused(politely=True)
