from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from .damage import Guarded, damaged, reading
from .errors import SnapshotError
from .members import SPECIAL, Member
from .values import FILE, LINK, MEGABYTE, PROGRAM

UNKNOWN = "The file is neither a zip nor a tar archive (.tar, .tar.gz, .tar.bz2, .tar.xz). Pack the folder as one of these and try again."
HARD_LINK = "is a hard link to {}. Pack the folder with `tar --hard-dereference` and try again."


class TarArchive:
    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        try:
            self.tar = tarfile.open(fileobj=cast(BinaryIO, _Watched(file)), mode="r:")
        except (tarfile.TarError, EOFError, ValueError):
            raise SnapshotError(UNKNOWN) from None

    def members(self) -> Iterator[Member]:
        end = -1
        while info := self._next():
            # A size below zero would make tarfile read the same header for ever (CVE-2025-8194).
            if info.size < 0 or info.offset_data <= end:
                raise damaged("a size in it is wrong")
            end = info.offset_data
            yield _member(info)
        # tarfile takes anything that is no header for the end; the end is a block of zeros.
        self.file.seek(self.tar.offset)
        if self.file.read(512).strip(b"\0"):
            raise damaged("a header in it cannot be read")

    def open(self, member: Member) -> Guarded:
        with reading():
            return Guarded(cast(BinaryIO, self.tar.extractfile(member.handle)))

    def small(self, member: Member) -> bytes:
        if member.mode == LINK:
            return member.handle.linkname.encode(errors="surrogateescape")
        return self.open(member).read(MEGABYTE)

    def _next(self) -> tarfile.TarInfo | None:
        with reading():
            return self.tar.next()


def _member(info: tarfile.TarInfo) -> Member:
    if info.issym():
        return Member(info.name, LINK, len(info.linkname.encode(errors="surrogateescape")), info)
    mode = PROGRAM if info.mode & 0o100 else FILE
    refused = HARD_LINK.format(info.linkname) if info.islnk() else "" if info.isreg() or info.isdir() else SPECIAL
    return Member(info.name, mode, info.size, info, is_folder=info.isdir(), refused=refused)


class _Watched:
    """tarfile reads extended headers whole into memory, however large they say they are."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > 16 * MEGABYTE:
            raise tarfile.ReadError("a header in it has an impossible size")
        return self.file.read(size)
