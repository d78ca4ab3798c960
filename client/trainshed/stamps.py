"""What this machine remembers of a folder between two submits: the hash of each file, by the stamp that the file system gives it.

Only what would be found out again is kept here, so the file may be removed at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

# A file that was written this shortly before it was read may be written again within one tick of the file system's clock.
SETTLED = 2 * 10**9
FORM = 1


class Stamps:
    """`sha(path)` as git names a blob; `keep()` at the end. Choices are the studio's answers, by a digest of what was asked."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.place = _place(folder)
        kept = _read(self.place)
        self.files: dict[str, list] = kept.get("files", {})
        self.choices: dict[str, Any] = kept.get("choices", {})
        self.changed = False

    def sha(self, path: str, found: os.stat_result) -> str:
        stamp = [found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino]
        known = self.files.get(path)
        if known and known[:4] == stamp:
            return known[4]
        sha = hashed(self.folder / path)
        if time.time_ns() - max(stamp[0], stamp[1]) > SETTLED:
            self.files[path] = [*stamp, sha]
            self.changed = True
        return sha

    def choose(self, question: str, answer: Any) -> None:
        """Remember this one choice alone."""
        self.choices = {question: answer}
        self.changed = True

    def keep(self, paths: set[str]) -> None:
        """Write down what is known of these files, whole or not at all. A home that cannot be written to costs time, nothing else."""
        if not self.changed and len(self.files) <= 2 * len(paths):
            return
        files = {path: stamp for path, stamp in self.files.items() if path in paths}
        part = self.place.with_name(f"{self.place.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self.place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.write_text(json.dumps({"form": FORM, "files": files, "choices": self.choices}))
            os.replace(part, self.place)


def content(path: Path) -> bytes:
    return os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()


def hashed(path: Path) -> str:
    """As git names a blob."""
    if path.is_symlink():
        target = content(path)
        return hashlib.sha1(b"blob %d\0" % len(target) + target).hexdigest()
    with path.open("rb") as opened:
        digest = hashlib.sha1(b"blob %d\0" % os.fstat(opened.fileno()).st_size)
        while piece := opened.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def _place(folder: Path) -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]
    return Path(cache) / "trainshed" / "folders" / f"{name}.json"


def _read(place: Path) -> dict[str, Any]:
    try:
        kept = json.loads(place.read_text())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) and kept.get("form") == FORM else {}
