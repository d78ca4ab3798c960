"""Unix sockets on the studio's machine that lead to a socket or a port of a target, for programs that speak through such.

Each new connection takes its way through whatever line the target has by then, so a door outlives them.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from functools import cache, partial
from typing import Any

import asyncssh

from computes.errors import ComputeError

from .loop import wait_for
from .pool import line
from .way import Way

Place = str | tuple[str, int]  # of a unix socket; or host and port, as the target sees them
PIECE = 64 * 1024
OPENING_SECONDS = 10

# The servers, by where they lead; each under way from the moment somebody asked.
_doors: dict[tuple[Any, Way, Place], asyncio.Task[asyncio.Server]] = {}
os.register_at_fork(after_in_child=_doors.clear)


def door(target: Any, to: Way, place: Place) -> str:
    """The path of the socket that leads there; for this account alone."""
    return wait_for(_door(target, to, place))


async def _door(target: Any, to: Way, place: Place) -> str:
    if (target, to, place) not in _doors:
        path = os.path.join(_folder(os.getpid()), f"{len(_doors)}.sock")
        _doors[target, to, place] = asyncio.create_task(_built(path, partial(_lead, target, to, place)))
    server = await asyncio.shield(_doors[target, to, place])
    return server.sockets[0].getsockname()


@cache
def _folder(process: int) -> str:
    folder = tempfile.mkdtemp(prefix="trainshed-")  # with mode 0700
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


async def _built(path: str, lead: Callable[..., Awaitable[None]]) -> asyncio.Server:
    server = await asyncio.start_unix_server(lead, path)
    os.chmod(path, 0o600)
    return server


async def _lead(target: Any, to: Way, place: Place, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ComputeError, asyncssh.Error, OSError):  # whoever came in sees an end
        async with line(target, to, sessions=0) as taken:
            far_reader, far_writer = await asyncio.wait_for(_open(taken.connection, place), OPENING_SECONDS)
            await _join((reader, far_writer), (far_reader, writer))
            far_writer.close()
    writer.close()


async def _join(*ways: tuple[Any, Any]) -> None:
    """Until both ways are at their end, or one is broken."""
    try:
        async with asyncio.TaskGroup() as both:
            for reader, writer in ways:
                both.create_task(_pass(reader, writer))
    except* (asyncssh.Error, OSError):
        pass


async def _open(connection: asyncssh.SSHClientConnection, place: Place) -> tuple[Any, Any]:
    if isinstance(place, str):
        return await connection.open_unix_connection(place)
    return await connection.open_connection(*place)


async def _pass(reader: Any, writer: Any) -> None:
    while piece := await reader.read(PIECE):
        writer.write(piece)
        await writer.drain()
    writer.write_eof()
