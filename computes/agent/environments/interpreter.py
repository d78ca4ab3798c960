"""An interpreter that somebody else manages: nothing is installed into it."""

from __future__ import annotations

import os
import re
import sys
import time

from ..folders import write_atomically
from ..interpreters import folders_of
from ..machine import find_program
from .failure import Failed
from .prepared import Prepared

# What pip and conda leave beside a package: numpy-1.26.4.dist-info, six-1.16.0-py3.11.egg-info
INSTALLED = re.compile(r"([A-Za-z0-9._]+)-([A-Za-z0-9.!+_]+)(?:-py\d.*)?\.(?:dist|egg)-info")


def prepare(folder, wanted: dict, runner) -> Prepared:
    began = time.monotonic()
    prepared = _of_conda(folder, wanted, runner) if wanted.get("base") else Prepared(executable(wanted.get("python")))
    lines = _installed(folders_of(folder, prepared.python, runner))
    write_atomically(folder("freeze.txt"), "".join(f"{line}\n" for line in lines).encode())
    facts = {"key": "", "kind": "interpreter", "reused": True, "packages": len(lines)}
    folder.note("environment", **facts, seconds=round(time.monotonic() - began, 3))
    return prepared


def executable(python: str | None) -> str:
    path = find_program(python) if python and "/" not in python else python or sys.executable
    if path is None or not os.access(path, os.X_OK):
        raise Failed(f"There is no Python at {python} on this target. Give the path of an interpreter that is there.")
    return path


def _of_conda(folder, wanted: dict, runner) -> Prepared:
    from . import activation, conda_places, steps  # which most runs do without

    prefix = conda_places.find(wanted["base"])
    python = executable(os.path.join(prefix, "bin", "python"))
    return Prepared(python, activation.variables(steps.Steps(folder, wanted, runner), prefix, folder.path))


def _installed(folders: list[str]) -> list[str]:
    """The lines of a freeze, read off the names of files: to ask pip takes longer than many a script. Of two, Python sees the first."""
    found: dict[str, str] = {}
    for name in (name for folder in folders if os.path.isdir(folder) for name in os.listdir(folder)):
        match = INSTALLED.fullmatch(name)
        if match:
            found.setdefault(match[1].replace("_", "-"), match[2])
    return [f"{name}=={version}" for name, version in sorted(found.items(), key=lambda item: item[0].lower())]
