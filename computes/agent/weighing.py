"""What files take on the disk."""

from __future__ import annotations

import os
import stat
from collections import defaultdict


class Weight:
    """Of everything below some paths. `taken`: bytes, each file once, as `du` counts. `own`: what their removal gives back; a file that has
    another name elsewhere, as those of an environment have in uv's cache, gives back nothing."""

    def __init__(self, paths) -> None:
        self.taken = self.own = 0
        self.linked: dict[tuple[int, int], int] = defaultdict(int)
        for path in paths:
            self._add(path)

    def _add(self, path: str) -> None:
        waiting = [path]
        while waiting:
            path = waiting.pop()
            try:
                facts = os.lstat(path)
                if stat.S_ISDIR(facts.st_mode):
                    waiting.extend(entry.path for entry in os.scandir(path))
            except (FileNotFoundError, PermissionError):  # a running job tidies up while we count; another's folder stays closed
                continue
            self._count(facts, facts.st_blocks * 512)

    def _count(self, facts: os.stat_result, size: int) -> None:
        if stat.S_ISDIR(facts.st_mode) or facts.st_nlink == 1:
            self.taken += size
            self.own += size
            return
        name = (facts.st_dev, facts.st_ino)
        self.linked[name] += 1
        self.taken += size if self.linked[name] == 1 else 0
        self.own += size if self.linked[name] == facts.st_nlink else 0
