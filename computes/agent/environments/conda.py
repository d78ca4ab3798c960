"""An environment of conda packages, solved and installed with py-rattler: no conda is needed. What pip is to add comes on top, with uv."""

from __future__ import annotations

import json
import os

from ..folders import write_atomically
from . import activation, conda_places, pip, rattler_tool
from .failure import Failed
from .prepared import Prepared
from .requirements import name_of
from .shared import obtain
from .steps import Steps

INSTALL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "conda_install.py")
NO_PYTHON = "The conda packages of this environment include no Python. Add one, such as python=3.11, to its dependencies."


def prepare(folder, wanted: dict, runner) -> Prepared:
    return obtain(folder, wanted, runner, build)


def build(steps: Steps, into: str) -> dict:
    steps.job.say(f"Building environment {steps.wanted['key']} of conda packages")
    prefix = os.path.join(into, "conda")
    _install(steps, into, prefix)
    python = os.path.join(prefix, "bin", "python")
    if not os.access(python, os.X_OK):
        raise Failed(NO_PYTHON)
    if steps.wanted.get("base"):
        _carry_over(steps, into, conda_places.find(steps.wanted["base"]), python)
    if steps.wanted.get("pip"):
        pip.install(steps, into, python, steps.wanted["pip"])
    _record(steps, into, python)
    variables = activation.variables(steps, prefix, into)
    return {"python": "conda/bin/python", "variables": variables, "path": [os.path.join(prefix, "bin")]}


def _install(steps: Steps, into: str, prefix: str) -> None:
    wanted, base = steps.wanted, steps.wanted.get("base")
    asked = {
        "channels": wanted.get("channels") or [],
        "specs": wanted.get("specs") or [],
        "base": base and conda_places.find(base),
        "prefix": prefix,
        "cache": os.path.join(steps.job.root, "tools", "cache"),
        "list": os.path.join(into, "conda.txt"),
    }
    write_atomically(os.path.join(into, "conda.json"), json.dumps(asked, indent=1).encode())
    steps.run([rattler_tool.python(steps), "-I", INSTALL, "conda.json"], cwd=into)


def _carry_over(steps: Steps, into: str, base: str, python: str) -> None:
    """What pip installed into the base is no conda package: it is installed anew, exactly. What came from a folder stays behind, and is named."""
    of_base = os.path.join(base, "bin", "python")
    if not os.access(of_base, os.X_OK):
        return
    pip.freeze(steps, into, of_base, "base.txt")
    lines = _beside(os.path.join(into, "conda.txt"), os.path.join(into, "base.txt"))
    behind = [line.strip() for line in lines if line.startswith("-e") or "file://" in line]
    if behind:
        steps.job.say(f"Not taken along from {base}, for they were installed there from a folder: {', '.join(behind)}")
    kept = [line for line in lines if line.strip() not in behind]
    if kept:
        write_atomically(os.path.join(into, "carried.txt"), "".join(kept).encode())
        where = ["--python", python, "--break-system-packages", "--no-deps"]
        steps.uv("pip", "install", *where, "-r", "carried.txt", cwd=into)


def _record(steps: Steps, into: str, python: str) -> None:
    """freeze.txt: the conda packages, then what pip has beside them. Pip lists the Python packages that conda installed too."""
    pip.freeze(steps, into, python, "pip.txt")
    with open(os.path.join(into, "conda.txt")) as file:
        of_conda = file.readlines()
    of_pip = _beside(os.path.join(into, "conda.txt"), os.path.join(into, "pip.txt"))
    write_atomically(os.path.join(into, "freeze.txt"), "".join(of_conda + of_pip).encode())


def _beside(conda: str, frozen: str) -> list[str]:
    """The lines of a freeze that are not conda's."""
    with open(conda) as of_conda, open(frozen) as of_pip:
        names = set(map(name_of, of_conda))
        return [line for line in of_pip if name_of(line) not in names]
