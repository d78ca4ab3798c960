"""The conda environments that are on this target already."""

from __future__ import annotations

import os

from ..machine import find_program
from .failure import Failed

# Where the installers of Anaconda, Miniconda, Miniforge, Mambaforge and micromamba put themselves; /anaconda is Azure's data science machine.
NAMES = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", ".conda", "miniconda", "anaconda", "conda")
PARENTS = ("~", "/opt", "/usr/local", "/")


def find(base: str) -> str:
    """The prefix of an environment by its name or path."""
    if "/" in base or base.startswith("~"):
        prefix = os.path.expanduser(base).rstrip("/")
        if os.path.isdir(os.path.join(prefix, "conda-meta")):
            return prefix
        raise Failed(f"There is no conda environment at {base} on this target. Give the path or the name of one that is there.")
    found = environments()
    if base not in found:
        there = "it has " + ", ".join(sorted(found)) if found else "no conda was found on it"
        raise Failed(f"This target has no conda environment named {base!r}: {there}. Give its path, or leave the base environment out.")
    return found[base]


def environments() -> dict[str, str]:
    """Prefixes by name; the root of a conda is its `base`."""
    found: dict[str, str] = {}
    for root in _roots():
        envs = os.path.join(root, "envs")
        named = {name: os.path.join(envs, name) for name in sorted(os.listdir(envs))} if os.path.isdir(envs) else {}
        for name, prefix in {"base": root, **named}.items():
            if os.path.isdir(os.path.join(prefix, "conda-meta")):
                found.setdefault(name, prefix)
    for prefix in _listed():
        if os.path.isdir(os.path.join(prefix, "conda-meta")):
            found.setdefault(os.path.basename(prefix), prefix)
    return found


def _roots() -> list[str]:
    told = [os.environ.get(name, "") for name in ("MAMBA_ROOT_PREFIX", "CONDA_ROOT", "CONDA_PREFIX")]
    program = find_program("conda") or find_program("mamba") or ""
    beside = os.path.dirname(os.path.dirname(os.path.realpath(program))) if program else ""
    usual = [os.path.join(os.path.expanduser(parent), name) for parent in PARENTS for name in NAMES]
    return [path for path in [*told, beside, *usual] if path and os.path.isdir(path)]


def _listed() -> list[str]:
    """conda writes down every environment it makes, wherever it is."""
    try:
        with open(os.path.expanduser("~/.conda/environments.txt"), encoding="utf-8", errors="replace") as file:
            return [line.strip() for line in file if line.strip()]
    except OSError:
        return []
