"""The jobs whose folders are on this target, with what they take on its disk; and the environments."""

from __future__ import annotations

import contextlib
import os

from ..folders import JobFolder


def answer(ask: dict, rest) -> dict:
    root = ask["root"]
    jobs = [JobFolder(root, name) for name in _names(os.path.join(root, "jobs"))]
    homes = [os.path.join(root, "environments", name) for name in _names(os.path.join(root, "environments"))]
    return {
        "jobs": [{"id": job.id, "size": size_of(job.path), "started": os.path.exists(job("runner"))} for job in jobs],
        "environments": [_environment(home) for home in homes],
    }


def size_of(path: str) -> int:
    """Bytes on the disk, as `du` counts: a file hardlinked from uv's cache counts here although it is stored once."""
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # a running job tidies up while we count
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
    return total


def _environment(home: str) -> dict:
    ready = os.path.join(home, "ready")
    used = os.stat(ready).st_mtime if os.path.exists(ready) else None
    return {"key": os.path.basename(home), "size": size_of(home), "ready": used is not None, "used": used}


def _names(folder: str) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False) and entry.name[0] != ".")
    except FileNotFoundError:
        return []
