from __future__ import annotations

import os
import shutil

from .weighing import Weight

DOOMED = ".removed-"


class Removal:
    """What goes, and what it gives back. A dry one goes the same way and leaves everything where it is."""

    def __init__(self, dry: bool) -> None:
        self.dry = dry
        self.bytes = self.count = 0
        self.kept: list[dict] = []

    def take(self, paths: list[str]) -> None:
        """These go, as one thing."""
        if not paths:
            return
        gives = Weight(paths).own
        if not self.dry:
            gives -= sum(Weight([path]).own for path in [_discard(path) for path in paths])
        self.bytes += gives
        self.count += 1

    def gave(self, count: int) -> None:
        """One thing went that is no file."""
        self.bytes += count
        self.count += 1

    def keep(self, name: str, why: str) -> None:
        self.kept.append({"name": name, "why": why})

    def told(self) -> dict:
        return {"bytes": self.bytes, "count": self.count, "kept": self.kept}


def _discard(path: str) -> str:
    """Gone at once for whoever looks for it; where it was put aside, for what could not be removed."""
    doomed = os.path.join(os.path.dirname(path), f"{DOOMED}{os.path.basename(path)}-{os.getpid()}")
    os.rename(path, doomed)
    if os.path.isdir(doomed) and not os.path.islink(doomed):
        shutil.rmtree(doomed, ignore_errors=True)
    else:
        os.unlink(doomed)
    return doomed
