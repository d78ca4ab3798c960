"""A machine over SSH, as everything above sees it."""

from __future__ import annotations

import asyncio
import queue
import time
from collections.abc import Mapping
from typing import Any

from computes.errors import ComputeError, ProgramMissing
from computes.transports import Sink, Stdin
from computes.values import Completed

from . import doors, troubles
from .command import quoted
from .conversation import converse, end
from .feeding import Feeder, at_once
from .loop import loop
from .session import Arrival, Session
from .way import way

NOT_FOUND, NOT_PERMITTED = 127, 126  # of a shell's exec (POSIX)


class SshTransport:
    """Options: host, port, user, jump, auth, key, passphrase, password, host_key, docker_socket; and `target`, which shares its
    connection with all others of this process that have the same."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.way, self.target = way(options), options.get("target")
        self.docker_socket = options.get("docker_socket") or "/var/run/docker.sock"

    def run(self, argv: list[str], stdin: Stdin = b"", timeout: float | None = None, sink: Sink | None = None) -> Completed:
        session = Session(at_once(stdin))
        conversation = asyncio.run_coroutine_threadsafe(converse(self.target, self.way, session, quoted(argv)), loop())

        def over() -> None:
            asyncio.run_coroutine_threadsafe(end(self.target, self.way, session, conversation), loop())

        feeder = Feeder(session, stdin, over)
        try:
            last, out, err = _read(session, timeout, sink)
        except BaseException:
            over()
            raise
        finally:
            feeder.join()
        if feeder.failure is not None:
            raise feeder.failure
        return self._completed(argv, session, last, out, err)

    def engine(self) -> str:
        # By a socket here that only this account can open.
        return "unix://" + doors.door(self.target, self.way, self.docker_socket)

    async def open(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        path = await asyncio.to_thread(doors.door, self.target, self.way, (host, port))
        return await asyncio.open_unix_connection(path)

    def _completed(self, argv: list[str], session: Session, last: Arrival, out: bytes, err: bytes) -> Completed:
        hop = self.way.hops[-1]
        if last.code is None:
            raise troubles.broken_off(hop, last.trouble) from last.trouble
        if not session.beginning.pid:
            raise troubles.nothing_begun(hop, last.code, session.beginning.noise + err)
        if last.code in (NOT_FOUND, NOT_PERMITTED) and f"exec: {argv[0]}: ".encode() in err:
            raise ProgramMissing(
                f"{argv[0]} cannot be run on {hop}: {'it is not there' if last.code == NOT_FOUND else 'permission denied'}."
            )
        return Completed(last.code, out, err)


def _read(session: Session, timeout: float | None, sink: Sink | None) -> tuple[Arrival, bytes, bytes]:
    """The last arrival, and all before it that no sink took."""
    deadline = None if timeout is None else time.monotonic() + timeout
    out: list[bytes] = []
    err: list[bytes] = []
    take = sink or out.append
    while not (arrival := _next(session, deadline, timeout)).over:
        if arrival.out:
            take(arrival.out)
        if arrival.err:
            err.append(arrival.err)
        session.consumed(arrival, loop())
    return arrival, b"".join(out), b"".join(err)


def _next(session: Session, deadline: float | None, timeout: float | None) -> Arrival:
    left = None if deadline is None else deadline - time.monotonic()
    try:
        if left is not None and left <= 0:
            raise queue.Empty  # however much is there: it never stops talking
        return session.arrivals.get(timeout=left)
    except queue.Empty:
        raise ComputeError(troubles.TOO_LONG.format(timeout), transient=True) from None
