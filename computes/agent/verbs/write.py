"""Write one file of a job's folder, atomically: the stream after the question is its content."""

from __future__ import annotations

import os

from ..folders import JobFolder, write_atomically
from ..refused import Refused


def answer(ask: dict, rest) -> dict:
    path = inside(JobFolder(ask["root"], ask["job_id"]), ask["path"])
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    content = rest.read()
    write_atomically(path, content)
    return {"size": len(content)}


def inside(folder: JobFolder, path: str) -> str:
    real = os.path.realpath(folder(path))
    if not real.startswith(os.path.realpath(folder.path) + os.sep):
        raise Refused(f"{path!r} is not in the folder of job {folder.id}.")
    return real
