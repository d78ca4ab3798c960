"""Tells a reader in which of its folders a file grew: by inotify(7), and by looking again where that cannot be."""

from __future__ import annotations

import os
import select
import sys
import time

IN_MODIFY, IN_CREATE, IN_MOVED_TO, IN_Q_OVERFLOW = 0x2, 0x100, 0x80, 0x4000
EVENT = 16  # bytes of struct inotify_event before the name
# inotify does not see what another machine wrote to a shared disk: these are looked at again and again instead.
SHARED = ("nfs", "nfs4", "cifs", "smb3", "lustre", "ceph", "gpfs", "beegfs", "glusterfs", "9p", "virtiofs", "afs", "fuse")
LOOK_AGAIN_UNWATCHED = 0.05
# Covers whatever a watch may miss.
LOOK_AGAIN_WATCHED = 1.0


class Waker:
    def __init__(self) -> None:
        self.watched: dict[int, str] = {}
        self.unwatched: set[str] = set()
        self.descriptor = _open()
        self.poller = select.poll()
        self.look_at_all = time.monotonic() + LOOK_AGAIN_WATCHED
        if self.descriptor is not None:
            self.poller.register(self.descriptor, select.POLLIN)

    def add(self, folder: str) -> None:
        self.unwatched.add(folder)
        self._watch()

    def listen(self, descriptor: int) -> None:
        """Wake for this too."""
        self.poller.register(descriptor, select.POLLIN)

    def wait(self, seconds: float) -> set[str]:
        """The folders worth a look now; none may be, when the time is over or somebody else woke us."""
        longest = LOOK_AGAIN_UNWATCHED if self.unwatched else LOOK_AGAIN_WATCHED
        ready = self.poller.poll(max(min(seconds, longest), 0) * 1000)
        grown = self._grown() if any(descriptor == self.descriptor for descriptor, _ in ready) else set()
        grown |= self.unwatched
        self._watch()
        if time.monotonic() < self.look_at_all:
            return grown
        self.look_at_all = time.monotonic() + LOOK_AGAIN_WATCHED
        return {*self.watched.values(), *self.unwatched}

    def _grown(self) -> set[str]:
        events, position, grown = os.read(self.descriptor, 65536), 0, set()
        while position < len(events):
            watch, mask, _, length = (_integer(events, position + 4 * place) for place in range(4))
            position += EVENT + length
            if mask & IN_Q_OVERFLOW:
                return set(self.watched.values())
            grown.add(self.watched.get(watch))
        return grown - {None}

    def _watch(self) -> None:
        for folder in list(self.unwatched) if self.descriptor is not None else ():
            if not os.path.isdir(folder) or _is_shared(folder):
                continue
            watch = _libc.inotify_add_watch(self.descriptor, os.fsencode(folder), IN_MODIFY | IN_CREATE | IN_MOVED_TO)
            if watch >= 0:
                self.watched[watch] = folder
                self.unwatched.discard(folder)


def _integer(events: bytes, position: int) -> int:
    return int.from_bytes(events[position : position + 4], sys.byteorder)


def _open() -> int | None:
    global _libc
    try:
        import ctypes
    except ImportError:
        return None
    _libc = ctypes.CDLL(None)
    descriptor = _libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
    return None if descriptor < 0 else descriptor


_libc = None
_kinds: dict[int, str] = {}  # of file systems, by device


def _is_shared(folder: str) -> bool:
    device = os.stat(folder).st_dev
    if not _kinds:
        _read_kinds()
    return _kinds.get(device, "").partition(".")[0] in SHARED


def _read_kinds() -> None:
    with open("/proc/self/mountinfo") as file:  # proc(5): the third field is major:minor, the kind follows the dash
        for line in file:
            mount, _, rest = line.partition(" - ")
            major, _, minor = mount.split()[2].partition(":")
            _kinds[os.makedev(int(major), int(minor))] = rest.split()[0]
