"""What `conda activate` would set. Some packages (GDAL, CUDA, compilers) are found by nothing else."""

from __future__ import annotations

import glob
import json
import os

from ..machine import find_program
from .steps import Steps

# The scripts' words go to setup.log; what they changed is the difference between the two files.
SCRIPT = 'env -0 >before.env; for each in "$CONDA_PREFIX"/etc/conda/activate.d/*.sh; do . "$each"; done; env -0 >after.env'
NOT_OURS = ("PATH", "PWD", "OLDPWD", "SHLVL", "_", "TRAINSHED_JOB")


def variables(steps: Steps, prefix: str, into: str) -> dict[str, str]:
    """Computed once, in the folder `into`, and kept with the environment."""
    found = {"CONDA_PREFIX": prefix, "CONDA_DEFAULT_ENV": os.path.basename(prefix), "CONDA_SHLVL": "1"}
    for path in sorted(glob.glob(os.path.join(prefix, "etc", "conda", "env_vars.d", "*.json"))):
        found.update(_read(path))
    found.update(_read(os.path.join(prefix, "conda-meta", "state")).get("env_vars", {}))
    if glob.glob(os.path.join(prefix, "etc", "conda", "activate.d", "*.sh")):
        steps.run([find_program("bash") or "sh", "-c", SCRIPT], cwd=into, **found)
        before, after = _environment(os.path.join(into, "before.env")), _environment(os.path.join(into, "after.env"))
        found.update({name: value for name, value in after.items() if before.get(name) != value and name not in NOT_OURS})
    return found


def _read(path: str) -> dict:
    try:
        with open(path, "rb") as file:
            found = json.loads(file.read())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _environment(path: str) -> dict[str, str]:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        pairs = (entry.partition("=") for entry in file.read().split("\0") if entry)
        return {name: value for name, _, value in pairs}
