"""The lines of an environment that need the run's own code folder, such as `-e .`: installed for this run alone, over what is shared."""

from __future__ import annotations

import os

from ..folders import write_atomically
from . import overlay, pip, requirements
from .prepared import Prepared
from .steps import Steps


def install(folder, wanted: dict, runner, prepared: Prepared) -> Prepared:
    """A virtual environment in the job's folder. Editable means what it does elsewhere: Python imports from the code folder itself,
    so that a package finds the files beside it. The shared environment never holds one run's code."""
    steps = Steps(folder, wanted, runner)
    lines = wanted["local"]
    folder.say("Installing for this run alone, from its code: " + ", ".join(lines))
    options = requirements.options(wanted.get("requirements") or wanted.get("pip") or "")
    own, code = folder("environment"), folder("code")
    overlay.build(steps, own, prepared.python, "\n".join([*options, *lines]) + "\n", cwd=code)
    python = os.path.join(own, "bin", "python")
    _record(steps, folder, own, python)
    return Prepared(python, prepared.variables, (os.path.join(own, "bin"), *prepared.path))


def _record(steps: Steps, folder, own: str, python: str) -> None:
    """freeze.txt again, with what this run sees in place of what lies below it."""
    pip.freeze(steps, own, python, "freeze.txt")
    with open(os.path.join(own, "freeze.txt")) as file:
        above = file.readlines()
    below = []
    if os.path.exists(folder("freeze.txt")):
        with open(folder("freeze.txt")) as file:
            below = file.readlines()
    hidden = {requirements.name_of(line) for line in above}
    lines = [line for line in below if requirements.name_of(line) not in hidden] + above
    write_atomically(folder("freeze.txt"), "".join(sorted(lines)).encode())
