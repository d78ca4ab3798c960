"""One command's channel. It lives in the loop's thread, and passes what arrives on to the thread that waits for the command."""

from __future__ import annotations

import asyncio
import contextlib
import queue
from typing import Any, NamedTuple

import asyncssh

from .command import Beginning

HELD_BYTES = 1024 * 1024  # what waits for a slow reader here before the machine is made to wait


class Arrival(NamedTuple):
    """A piece of output or of an error's output; or the end: the exit code, or why it is not known."""

    out: bytes = b""
    err: bytes = b""
    over: bool = False
    code: int | None = None
    trouble: BaseException | None = None


class Session(asyncssh.SSHClientSession[bytes]):
    """`arrivals` are read by one other thread, which calls `consumed`. All else is for the loop's thread.

    `stdin`: all of the input, which then goes along with the command; None: somebody calls `write` and `close_input`."""

    def __init__(self, stdin: bytes | None) -> None:
        self.stdin = stdin
        self.arrivals: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        self.beginning = Beginning()
        self.channel: Any = None
        self.came = self.gone = 0  # bytes; each is written by one thread alone
        self.paused = self.opening = self.unwanted = self.ended = False
        self.writable, self.begun, self.closed = asyncio.Event(), asyncio.Event(), asyncio.Event()

    # -- what asyncssh calls -------------------------------------------------------------------------------------------

    def connection_made(self, channel: Any) -> None:
        self.channel = channel
        # Right behind the request to start the command, which is sent before this turn of the loop ends: saves a round trip.
        asyncio.get_running_loop().call_soon(self._begin)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        if datatype is not None:
            self._arrived(Arrival(err=data))
            return
        own = self.beginning.after(data)
        if self.beginning.pid:
            self.begun.set()
        if own:
            self._arrived(Arrival(out=own))

    def eof_received(self) -> bool:
        return True  # it may still read

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def connection_lost(self, trouble: Exception | None) -> None:
        # A code alone proves nothing: OpenSSH tells it as soon as the process ended, before the last of its output is on the way.
        self.over(trouble, self.channel.get_returncode() if trouble is None else None)

    # -- what we call --------------------------------------------------------------------------------------------------

    def over(self, trouble: BaseException | None, code: int | None = None) -> None:
        """The last arrival, once."""
        if not self.ended:
            self.ended = True
            for event in (self.writable, self.begun, self.closed):
                event.set()
            self.arrivals.put(Arrival(over=True, code=code, trouble=trouble))

    async def write(self, piece: bytes) -> None:
        """Give it to the command, once it has room. BrokenPipeError when that ended."""
        await self.writable.wait()
        if self.ended:
            raise BrokenPipeError
        self.channel.write(piece)

    def close_input(self) -> None:
        if not self.ended:
            self.channel.write_eof()

    def abort(self) -> None:
        """Close the channel, whatever the command is at."""
        if not self.ended and self.channel is not None:
            self.channel.abort()

    def _begin(self) -> None:
        if self.ended:
            return
        self.writable.set()
        if self.stdin is not None:
            with contextlib.suppress(BrokenPipeError):  # it is over already
                self.channel.write(self.stdin)
            self.close_input()

    def _arrived(self, arrival: Arrival) -> None:
        self.came += len(arrival.out) + len(arrival.err)
        self.arrivals.put(arrival)
        if not self.paused and self.came - self.gone > HELD_BYTES:
            self.paused = True
            self.channel.pause_reading()
            self._go_on()  # it may all have been consumed in this moment

    def _go_on(self) -> None:
        if self.paused and self.came - self.gone < HELD_BYTES / 2:
            self.paused = False
            self.channel.resume_reading()

    # -- in the other thread -------------------------------------------------------------------------------------------

    def consumed(self, arrival: Arrival, loop: asyncio.AbstractEventLoop) -> None:
        self.gone += len(arrival.out) + len(arrival.err)
        if self.paused and self.came - self.gone < HELD_BYTES / 2:
            loop.call_soon_threadsafe(self._go_on)
