"""The agent's form of an environment: what it is to build, with what, from where. docs/environments.md describes it."""

import os
import re
import shutil
import sys
from pathlib import Path

from runs.models import EnvironmentVersion
from runs.runconfig import CondaFile
from studio.models import Workspace

from . import conda as condas
from . import indexes
from .definition import builds
from .parts import parts
from .requirements import Requirements

OWN = ("UV_PROJECT_ENVIRONMENT", "UV_PUBLISH_")  # the studio's, not its builds'
PRIVATE = re.compile(r"PASSWORD|TOKEN|://[^/\s]*@")


def form(version: EnvironmentVersion, workspace: Workspace) -> dict:
    python = version.definition.get("python", {})
    based = {"base": python["baseCondaEnvironment"]} if python.get("baseCondaEnvironment") else {}
    if not builds(version.definition):
        return {"kind": "interpreter", "python": python.get("interpreterPath"), **based}
    conda, found = parts(python)
    settings = indexes.of(workspace)
    built = _with_conda(conda, found, settings) if conda.needs_conda else _with_uv(python, conda, found, settings)
    return built | based | _shared(version, python, found, settings)


def _with_uv(python: dict, conda: CondaFile, found: Requirements, settings: indexes.Settings) -> dict:
    asked = condas.python_of(conda)
    version = python.get("baseInterpreter") or settings.python(asked)
    if version == f">={asked}":
        found.notes.append(
            f"Python {asked} is asked for; where it is not on this target, a later one will do (package indexes of the workspace)."
        )
    return {"kind": "pip", "python": version, "requirements": found.text}


def _with_conda(conda: CondaFile, found: Requirements, settings: indexes.Settings) -> dict:
    asked = {"channels": settings.channels(conda.channels), "specs": conda.dependencies, "python": None, "pip": found.text}
    # The studio's own Python has py-rattler; where the target is another machine, its agent looks for one there.
    return {"kind": "conda", **asked, "rattler": sys.executable}


def _shared(version: EnvironmentVersion, python: dict, found: Requirements, settings: indexes.Settings) -> dict:
    return {
        "key": settings.key(version.key),
        "local": found.local,
        "files": python.get("pipFiles") or {},
        "notes": found.notes,
        "uv": uv(),
        "variables": index_variables() | settings.variables(),
    }


def uv() -> str | None:
    """The uv that came with the studio."""
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv")


def index_variables(private: bool = False) -> dict[str, str]:
    """Where packages come from, as the studio was told: UV_* settings travel to the builds. Those with a password are `private`:
    they travel apart from what is written down."""
    told = {name: value for name, value in os.environ.items() if name.startswith("UV_") and not name.startswith(OWN)}
    return {name: value for name, value in told.items() if bool(PRIVATE.search(f"{name}={value}")) == private}
