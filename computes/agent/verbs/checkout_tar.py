"""The same without git on the target: the snapshot's files come as one tar stream."""

from __future__ import annotations

import os
import shutil
import tarfile

from .. import locks
from ..folders import JobFolder
from ..refused import Refused
from .checkout import done_before, settle


def answer(ask: dict, rest) -> dict:
    folder = JobFolder(ask["root"], ask["job_id"])
    folder.create()
    lock = locks.take(folder("checkout.lock"))
    try:
        return done_before(folder, ask["commit"]) or _unpack(folder, ask["commit"], rest)
    finally:
        os.close(lock)


def _unpack(folder: JobFolder, commit: str, stream) -> dict:
    shutil.rmtree(folder("code.tmp"), ignore_errors=True)
    os.makedirs(folder("code.tmp"), mode=0o700)
    files = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|*") as archive:
            for member in archive:
                files += not member.isdir()
                _extract(archive, member, folder("code.tmp"))
    except tarfile.TarError as trouble:
        raise Refused(f"The snapshot's tar stream could not be read: {trouble}") from trouble
    settle(folder, commit, files)
    return {"ok": True, "files": files}


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, into: str) -> None:
    if not (member.isfile() or member.isdir() or member.issym()):
        raise Refused(f"The snapshot holds {member.name!r}, which is no file, folder or link.")
    where = os.path.normpath(os.path.join(into, member.name))
    leads = os.path.join(os.path.dirname(where), member.linkname) if member.issym() else where
    for path in (where, leads):
        # realpath, because an earlier member may be a link that a later one walks through
        if os.path.isabs(member.name) or not (os.path.realpath(path) + os.sep).startswith(os.path.realpath(into) + os.sep):
            raise Refused(f"The snapshot's entry {member.name!r} leads out of the job's folder.")
    member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
    member.mode = member.mode & 0o755 | 0o600
    if sys_has_filters():
        archive.extract(member, into, filter="fully_trusted")  # we have just checked it; older Pythons have no filters
    else:
        archive.extract(member, into)


def sys_has_filters() -> bool:
    return hasattr(tarfile, "fully_trusted_filter")
