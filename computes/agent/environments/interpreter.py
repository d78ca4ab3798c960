"""An interpreter that somebody else manages: nothing is installed into it."""

from __future__ import annotations

import os
import sys

from ..machine import find_program
from .failure import Failed
from .prepared import Prepared


def prepare(folder, wanted: dict, runner) -> Prepared:
    if wanted.get("base"):
        return _of_conda(folder, wanted, runner)
    return Prepared(executable(wanted.get("python")))


def _of_conda(folder, wanted: dict, runner) -> Prepared:
    from . import activation, conda_places, steps  # which most runs do without

    prefix = conda_places.find(wanted["base"])
    python = executable(os.path.join(prefix, "bin", "python"))
    return Prepared(python, activation.variables(steps.Steps(folder, wanted, runner), prefix, folder.path))


def executable(python: str | None) -> str:
    path = find_program(python) if python and "/" not in python else python or sys.executable
    if path is None or not os.access(path, os.X_OK):
        raise Failed(f"There is no Python at {python} on this target. Give the path of an interpreter that is there.")
    return path
