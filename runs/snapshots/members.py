from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from .damage import Guarded

SPECIAL = "is a device, a pipe or a socket, no file. Leave it out and try again."


@dataclass(frozen=True)
class Member:
    """One name of an archive. `mode` is git's; `refused` says why it cannot be taken, unless it is left out anyway."""

    path: str
    mode: str
    size: int
    handle: Any
    is_folder: bool = False
    refused: str = ""


class Archive(Protocol):
    """An opened archive. `members` comes first and may be called once; `open` and `small` take what it gave."""

    def members(self) -> Iterator[Member]: ...

    def open(self, member: Member) -> Guarded:
        """The content of a file, not of a link."""
        ...

    def small(self, member: Member) -> bytes:
        """The whole content of an ignore file or a link."""
        ...
