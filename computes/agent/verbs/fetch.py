"""A tar stream of a job's outputs: all, or those named."""

from __future__ import annotations

import os
import sys
import tarfile

from ..folders import JobFolder
from ..refused import Refused
from .outputs import SHOWN, _below


def answer(ask: dict, rest) -> None:
    folder = JobFolder(ask["root"], ask["job_id"])
    paths = ask.get("paths")
    if paths is None:
        paths = [file["path"] for name in SHOWN for file in _below(folder, name)]
    files = [(path, _inside(folder, path)) for path in paths]
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.PAX_FORMAT, bufsize=1024 * 1024) as archive:
        for path, real in files:
            _add(archive, path, real)


def _inside(folder: JobFolder, path: str) -> str:
    """The file itself, and only when it lies below outputs/ or logs/ by its real path: a link may not lead a reader out."""
    real = os.path.realpath(folder(path))
    roots = [os.path.realpath(folder(name)) + os.sep for name in SHOWN]
    if not path.startswith(tuple(name + "/" for name in SHOWN)) or not real.startswith(tuple(roots)):
        raise Refused(f"{path!r} is not among the outputs of job {folder.id}.")
    return real


def _add(archive: tarfile.TarFile, path: str, real: str) -> None:
    try:
        with open(real, "rb") as file:
            member = archive.gettarinfo(arcname=path, fileobj=file)
            if not member.isfile():
                return
            archive.addfile(member, Padded(file))
    except FileNotFoundError:
        pass  # removed since it was listed; the reader sees that it did not come


class Padded:
    """A file that shrinks while it is read still fills what the tar header promised."""

    def __init__(self, file) -> None:
        self.file = file

    def read(self, size: int) -> bytes:
        return self.file.read(size).ljust(size, b"\0")
