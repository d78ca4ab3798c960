"""Environments as the agent is asked for them."""

import os
import shutil
import sys
from pathlib import Path

from runs.models import EnvironmentVersion, Run, Snapshot
from studio.models import Workspace

from . import indexes
from .conda import Conda
from .definition import builds, definition, key
from .registry import from_form, reader
from .requirements import Requirements, sort_out


def for_job(run: Run) -> dict:
    """What the agent is asked for by this run; the same every time. `rebuild` is the nonce of a build from anew."""
    rebuild = {"rebuild": run.key} if run.overrides.get("rebuild") else {}
    return _form(run.environment or _of_configuration(run), run.workspace) | rebuild


def asked(version: EnvironmentVersion, snapshot: Snapshot) -> dict:
    """The agent's form of an environment for a run of this snapshot."""
    return _form(version, snapshot.source.workspace)


def _of_configuration(run: Run) -> EnvironmentVersion:
    """For runs that were submitted before environments had names."""
    frozen = definition(from_form(run.configuration.environment), {}, reader(run.snapshot))
    return EnvironmentVersion(definition=frozen, key=key(frozen))


def variables(version: EnvironmentVersion | None) -> dict[str, str]:
    """What the environment sets for the script; the configuration's own variables go before them."""
    return {name: str(value) for name, value in ((version and version.definition.get("environmentVariables")) or {}).items()}


def _form(version: EnvironmentVersion, workspace: Workspace) -> dict:
    python = version.definition.get("python", {})
    if not builds(version.definition):
        return {"kind": "interpreter", "python": python.get("interpreterPath")}
    conda = Conda.of(python.get("condaDependencies") or {})
    found = sort_out(conda.pip, install_azureml=bool(python.get("installAzureML")))
    settings = indexes.of(workspace)
    form = _of_conda(conda, settings) if conda.others else {"kind": "pip", "requirements": found.text}
    based = {"base": python["baseCondaEnvironment"]} if python.get("baseCondaEnvironment") else {}
    return form | based | _shared(version, settings, python, conda, found)


def _of_conda(conda: Conda, settings: indexes.Settings) -> dict:
    return {"kind": "conda", "channels": settings.channels(conda.channels), "specs": conda.specs, "rattler": rattler()}


def _shared(version: EnvironmentVersion, settings: indexes.Settings, python: dict, conda: Conda, found: Requirements) -> dict:
    form = {
        "key": settings.key(version.key),
        "python": None if conda.others else python.get("baseInterpreter") or conda.python,
        "local": found.local,
        "files": python.get("pipFiles") or {},
        "notes": found.notes,
        "uv": uv(),
        "variables": index_variables() | settings.variables(),
    }
    return form | ({"pip": found.text} if conda.others else {})


def uv() -> str | None:
    """The uv that came with the studio."""
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv")


def rattler() -> str | None:
    """A Python that has py-rattler: the studio's own, which is there on the studio's machine."""
    return sys.executable


def index_variables() -> dict[str, str]:
    """Where packages come from, as the studio was told: UV_* settings travel to the builds."""
    return {name: value for name, value in os.environ.items() if name.startswith("UV_") and name != "UV_PROJECT_ENVIRONMENT"}
