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


def _record(steps: Steps, into: str, python: str) -> None:
    """freeze.txt: the conda packages, then what pip has beside them. Pip lists the Python packages that conda installed too."""
    pip.freeze(steps, into, python, "pip.txt")
    with open(os.path.join(into, "conda.txt")) as conda, open(os.path.join(into, "pip.txt")) as beside:
        of_conda = conda.readlines()
        names = set(map(name_of, of_conda))
        of_pip = [line for line in beside if name_of(line) not in names]
    write_atomically(os.path.join(into, "freeze.txt"), "".join(of_conda + of_pip).encode())
