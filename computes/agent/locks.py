"""Locks that the kernel lets go of when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os


def take(path: str, wait: bool = True) -> int | None:
    """The descriptor that holds the lock (close it to let go), or None when somebody else has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        return descriptor
    except BlockingIOError:
        os.close(descriptor)
        return None
