"""The bytes of one file of a job's folder, from an offset, at most so many."""

from __future__ import annotations

import sys

from ..folders import JobFolder
from ..refused import Refused
from .write import inside


def answer(ask: dict, rest) -> None:
    path = inside(JobFolder(ask["root"], ask["job_id"]), ask["path"])
    try:
        with open(path, "rb") as file:
            file.seek(ask.get("offset", 0))
            sys.stdout.buffer.write(file.read(ask.get("limit", -1)))
    except (FileNotFoundError, IsADirectoryError) as trouble:
        raise Refused("Job {} has no file {!r}.".format(ask["job_id"], ask["path"])) from trouble
