"""Remove one file of a job's folder; that it is gone already is fine."""

from __future__ import annotations

import os

from ..folders import JobFolder
from .write import inside


def answer(ask: dict, rest) -> dict:
    path = inside(JobFolder(ask["root"], ask["job_id"]), ask["path"])
    try:
        os.unlink(path)
    except FileNotFoundError:
        return {"removed": False}
    return {"removed": True}
