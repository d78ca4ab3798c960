"""How a command reaches a machine. One method, so that everything above is written once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import BinaryIO, Protocol

from computes.values import Completed

Stdin = bytes | Iterable[bytes] | BinaryIO
Sink = Callable[[bytes], None]


class Transport(Protocol):
    def run(self, argv: list[str], stdin: Stdin = b"", timeout: float | None = None, sink: Sink | None = None) -> Completed:
        """Run a command on the target to its end.

        `argv` is a list of words; no shell sees it unless the transport quotes it for one itself. `stdin` is fed while output is
        read, so neither side can block the other; the call returns only when an iterable has given up its last piece, or noticed at
        its next one that nobody reads any more. With `sink`, each piece of standard output goes to it as it arrives and
        `Completed.out` is empty; what the sink raises ends the command and comes through.
        A command that fails is a Completed with its code. Raised is only ComputeError: transient when the target cannot be
        reached or `timeout` seconds went by (the command has been ended, as far as it can be reached), else
        ProgramMissing. May be called from many threads at once, and again after any failure.
        """
        ...


class Machine(Transport, Protocol):
    """A transport to a whole machine, which may have a container engine and ports."""

    def engine(self) -> str:
        """The address of its container engine, as docker.DockerClient takes it. Whether one listens there is not asked."""
        ...

    async def open(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A stream to a port as the machine sees it, for whatever loop this is called in. Where nothing listens it ends at once, or
        is a ComputeError."""
        ...
