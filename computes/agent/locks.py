"""Locks that the kernel lets go of when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os


def take(path: str, wait: bool = True) -> int | None:
    """The descriptor that holds the lock (close it to let go), or None when somebody else has it."""
    return _lock(path, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def share(path: str) -> int:
    """Held together with others who share it, and keeping out who wants it alone."""
    held = _lock(path, fcntl.LOCK_SH)
    assert held is not None  # it was waited for
    return held


def is_at(descriptor: int, path: str) -> bool:
    """Whether what we hold is still the file of that name: another may have been put in its place, with a lock of its own."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _lock(path: str, how: int) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        return descriptor
    except BlockingIOError:
        os.close(descriptor)
        return None
