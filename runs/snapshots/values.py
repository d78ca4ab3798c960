from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FILE, PROGRAM, LINK = "100644", "100755", "120000"  # git's modes; it knows no others for files
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one snapshot may hold. Bytes and files count what is kept, the others also what is left out."""

    bytes: int = 300 * MEGABYTE
    files: int = 20_000
    entries: int = 500_000  # names looked at, those left out included
    unpacked: int = 2048 * MEGABYTE  # what an archive may unpack to and a git link may send, files left out included
    ratio: int = 200  # unpacked to packed size, asked once an archive has unpacked to more than 64 MB
    path: int = 1000  # bytes of a path; a target puts its own folders in front, and Linux stops at 4096


DEFAULT = Limits()


@dataclass(frozen=True)
class Entry:
    """A file of a snapshot. A symbolic link has the mode `120000`, and its content is its target."""

    path: str
    mode: str
    size: int
    sha: str

    @property
    def is_link(self) -> bool:
        return self.mode == LINK


@dataclass(frozen=True)
class Draft:
    """A tree that lies in the store, not yet committed: the same files always give the same tree.

    `ignored` counts what was left out, a whole folder as one. `facts` can be stored as JSON.
    """

    tree: str
    files: int
    bytes: int
    ignored: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
