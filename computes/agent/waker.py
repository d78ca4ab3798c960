"""Wakes a reader when a file in one of these folders grows: by inotify, and by looking again where that cannot be."""

from __future__ import annotations

import os
import select

IN_MODIFY, IN_CREATE, IN_MOVED_TO = 0x2, 0x100, 0x80
# On a network disk inotify does not see what another machine wrote, and there may be none at all: then this is the latency.
LOOK_AGAIN_WITHOUT = 0.02
# With it, looking again covers a folder that appeared after we began and an overflown queue of events.
LOOK_AGAIN_WITH = 0.25


class Waker:
    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self.descriptor = _open()
        self.poller = select.poll()
        if self.descriptor is not None:
            self.poller.register(self.descriptor, select.POLLIN)

    def add(self, folder: str) -> None:
        self.waiting.add(folder)
        self._watch()

    def listen(self, descriptor: int) -> None:
        """Wake for this too."""
        self.poller.register(descriptor, select.POLLIN)

    def wait(self, seconds: float) -> None:
        longest = LOOK_AGAIN_WITHOUT if self.descriptor is None else LOOK_AGAIN_WITH
        ready = self.poller.poll(max(min(seconds, longest), 0) * 1000)
        if any(descriptor == self.descriptor for descriptor, _ in ready):
            os.read(self.descriptor, 65536)  # which file it was, the sizes say
        self._watch()

    def _watch(self) -> None:
        if self.descriptor is not None:
            self.waiting = {folder for folder in self.waiting if not _add(self.descriptor, folder)}


def _open() -> int | None:
    global _libc
    try:
        import ctypes
    except ImportError:
        return None
    _libc = ctypes.CDLL(None)
    descriptor = _libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
    return None if descriptor < 0 else descriptor


def _add(descriptor: int, folder: str) -> bool:
    return _libc.inotify_add_watch(descriptor, os.fsencode(folder), IN_MODIFY | IN_CREATE | IN_MOVED_TO) >= 0


_libc = None
