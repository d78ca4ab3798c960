"""The jobs whose folders are on this target, with what they take on its disk; and the environments."""

from __future__ import annotations

import os

from ..folders import JobFolder, size_of
from .environments import facts, homes


def answer(ask: dict, rest) -> dict:
    root = ask["root"]
    jobs = [JobFolder(root, name) for name in _names(os.path.join(root, "jobs"))]
    return {
        "jobs": [{"id": job.id, "size": size_of(job.path), "started": os.path.exists(job("runner"))} for job in jobs],
        "environments": [facts(home) for home in homes(root)],
    }


def _names(folder: str) -> list[str]:
    try:
        return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False) and entry.name[0] != ".")
    except FileNotFoundError:
        return []
