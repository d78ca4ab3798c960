"""Whether there is room left on the disk where jobs are."""

from __future__ import annotations

import errno
import os

FULL = (errno.ENOSPC, errno.EDQUOT)
# strerror(3) of these, as git, uv, rattler and Python write them.
SIGNS = ("No space left on device", "Disk quota exceeded")
LEAST = 256 * 1024  # bytes; a file system keeps some back, and shows what nobody can have


def is_full(root: str, trouble: BaseException | None = None) -> bool:
    """Whether `trouble` says so, or the disk itself. A file system that tells nothing of its size is not full."""
    if says_full(trouble) or any(sign in str(trouble) for sign in SIGNS):  # whoever found no room may have left what little there was
        return True
    try:
        disk = os.statvfs(root)
    except OSError:
        return False
    return bool(disk.f_blocks and disk.f_bavail * disk.f_frsize < LEAST) or bool(disk.f_files and not disk.f_favail)


def says_full(trouble: BaseException | None) -> bool:
    return isinstance(trouble, OSError) and trouble.errno in FULL
