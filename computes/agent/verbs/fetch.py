"""A tar stream of a job's outputs: all, or those named."""

from __future__ import annotations

import os
import sys
import tarfile

from ..folders import JobFolder
from ..refused import Refused
from .outputs import files


def answer(ask: dict, rest) -> None:
    folder = JobFolder(ask["root"], ask["job_id"])
    # Only what is listed can be fetched: neither a path nor a link leads a reader out.
    there = files(folder)
    paths = list(there) if ask.get("paths") is None else ask["paths"]
    for path in paths:
        if path not in there:
            raise Refused(f"{path!r} is not among the outputs of job {folder.id}.")
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|", format=tarfile.PAX_FORMAT, bufsize=1024 * 1024) as archive:
        for path in paths:
            _add(archive, path, folder(there[path][0]))


def _add(archive: tarfile.TarFile, path: str, real: str) -> None:
    try:
        with os.fdopen(os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
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
