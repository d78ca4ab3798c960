from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from .damage import Guarded, reading
from .members import SPECIAL, Member
from .unpack import check_growth
from .values import FILE, LINK, MEGABYTE, PROGRAM, Limits

ENCRYPTED = "is encrypted. Pack the folder without a password and try again."
METHOD = "is packed by a method that is not known here. Pack the folder with an ordinary zip program and try again."
KNOWN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
UNIX = 3


class ZipArchive:
    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        with reading():
            self.zip = zipfile.ZipFile(file)
        packed = file.seek(0, 2)
        # What the directory announces is the most that is ever unpacked of a file; where it lies, the check sum is wrong.
        check_growth(packed, sum(info.file_size for info in self.zip.infolist()), limits)

    def members(self) -> Iterator[Member]:
        return map(_member, self.zip.infolist())

    def open(self, member: Member) -> Guarded:
        with reading():
            return Guarded(cast(BinaryIO, self.zip.open(member.handle)))

    def small(self, member: Member) -> bytes:
        return self.open(member).read(MEGABYTE)


def _member(info: zipfile.ZipInfo) -> Member:
    path = info.orig_filename  # as it was written: zipfile's own `filename` is cut at a NUL
    unix = info.external_attr >> 16 if info.create_system == UNIX else 0
    kind = stat.S_IFMT(unix)
    if path.endswith("/") or kind == stat.S_IFDIR:
        return Member(path, FILE, 0, info, is_folder=True)
    mode = LINK if kind == stat.S_IFLNK else PROGRAM if unix & 0o100 else FILE
    return Member(path, mode, info.file_size, info, refused=_why_refused(info, kind))


def _why_refused(info: zipfile.ZipInfo, kind: int) -> str:
    if kind not in (0, stat.S_IFREG, stat.S_IFLNK):
        return SPECIAL
    if info.flag_bits & 0x1:
        return ENCRYPTED
    return "" if info.compress_type in KNOWN_METHODS else METHOD
