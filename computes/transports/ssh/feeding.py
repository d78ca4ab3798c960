"""Feeds a command's standard input at the pace at which it reads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable

from computes.transports import Stdin

from .loop import loop
from .session import Session

PIECE = 256 * 1024


def at_once(stdin: Stdin) -> bytes | None:
    """What may go along with the command itself, without a second thread."""
    return stdin if isinstance(stdin, bytes) and len(stdin) <= PIECE else None


class Feeder:
    """Writes in a thread of its own while the caller reads. When what it reads from fails, it says `end`."""

    def __init__(self, session: Session, stdin: Stdin, end: Callable[[], None]) -> None:
        self.session, self.end = session, end
        self.failure: BaseException | None = None
        feeds = session.stdin is None
        self.thread = threading.Thread(target=self._feed, args=(stdin,), name="ssh input", daemon=True) if feeds else None
        if self.thread is not None:
            self.thread.start()

    def join(self) -> None:
        if self.thread is not None:
            self.thread.join()

    def _feed(self, stdin: Stdin) -> None:
        try:
            for piece in _pieces(stdin):
                asyncio.run_coroutine_threadsafe(self.session.write(piece), loop()).result()
            loop().call_soon_threadsafe(self.session.close_input)
        except BrokenPipeError:
            pass  # it ended without reading all: its exit code tells
        except BaseException as failure:  # raised again in the caller's thread
            self.failure = failure
            self.end()


def _pieces(stdin: Stdin) -> Iterable[bytes]:
    if isinstance(stdin, bytes):
        return (stdin[start : start + PIECE] for start in range(0, len(stdin), PIECE))
    if isinstance(stdin, Iterable) and not hasattr(stdin, "read"):
        return stdin
    return iter(lambda: stdin.read(PIECE), b"")
