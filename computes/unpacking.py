"""Take in the tar stream of a run's outputs. It comes from a machine that ran somebody's script: nothing in it is believed."""

from __future__ import annotations

import errno
import os
import shutil
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from computes.errors import ComputeError


class Unpacking:
    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.paths: list[str] = []

    def feed(self, piece: bytes) -> None:
        self.file.write(piece)


@contextmanager
def unpack(into: Path) -> Iterator[Unpacking]:
    """Feed it the stream; on a clean exit the files are there, after an error none of them is."""
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=into) as file:
        unpacking = Unpacking(file)
        yield unpacking
        file.seek(0)
        try:
            with tarfile.open(fileobj=file, mode="r:") as archive:
                unpacking.paths += [member.name for member in archive if _write(archive, member, into)]
        except tarfile.TarError as trouble:
            raise ComputeError(f"The outputs arrived damaged: {trouble}", transient=True) from trouble


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> bool:
    """False for a name that no file can have here: spelled out, odd bytes take four letters each."""
    try:
        _write_file(archive, member, into)
    except OSError as trouble:
        if trouble.errno != errno.ENAMETOOLONG:
            raise
        return False
    return True


def _write_file(archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    where = into / member.name
    content = archive.extractfile(member) if member.isreg() else None
    # Only files whose folder really lies below `into`, also after links are followed.
    if content is None or ".." in Path(member.name).parts or not where.parent.resolve().is_relative_to(into.resolve()):
        raise ComputeError(f"The target sent {member.name!r} among the outputs, which is no path below outputs/.")
    where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Of this thread alone: who lost a lease may still be at it while the next, in the same process, begins.
    unfinished = where.with_name(f".{os.getpid()}-{threading.get_ident()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            shutil.copyfileobj(content, file, 1024 * 1024)
        os.utime(unfinished, (member.mtime, member.mtime))
        unfinished.replace(where)
    finally:
        unfinished.unlink(missing_ok=True)
