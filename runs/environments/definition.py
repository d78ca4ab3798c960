"""What an environment is: Azure ML's `environment` section, with everything it needs inside and nothing that goes without saying."""

import copy
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError

from runs.runconfig.companions import FOLDERS
from runs.runconfig.container import is_path

from . import conda as condas
from .parts import parts
from .requirements import RequirementsError, inline

KEY = 24  # letters
# In files that Azure ML's own SDK wrote, and said by nobody.
EXAMPLE_VARIABLES = {"EXAMPLE_ENV_VAR": "EXAMPLE_VALUE"}
# What goes without saying. Docker's are those of a section that is not enabled: then nothing of it has an effect.
DEFAULTS = {"userManagedDependencies": False, "inferencingStackVersion": None}


def definition(tree: dict, companions: Mapping[str, str], read: Callable[[str], str | None]) -> dict:
    """The frozen form of an `environment` section (camelCase). Files that it names are looked for among `companions`, then by `read`.

    ValidationError, with a sentence, when one is missing or says nothing that can be built."""
    found = copy.deepcopy(tree)
    python = _checked(found.get("python") or {})
    found["python"] = python
    if not python.get("userManagedDependencies"):
        python.pop("interpreterPath", None)
        _take_conda_in(python, lambda path: companions.get(path) if path in companions else read(path))
    elif python.get("interpreterPath") in ("python", "", None):
        python.pop("interpreterPath", None)
    if found.get("environmentVariables") == EXAMPLE_VARIABLES:
        found.pop("environmentVariables")
    if (found.get("docker") or {}).get("enabled"):
        found["docker"] = _container(found["docker"], lambda path: companions.get(path) if path in companions else read(path))
    else:
        found.pop("docker", None)
    for name in ("name", "version", "assetId", "spark", "databricks"):
        found.pop(name, None)
    return _bare(found)


def digest(frozen: dict) -> str:
    """The hash of a whole definition: the same digest is the same environment."""
    return _hash(frozen)


def key(frozen: dict) -> str:
    """The hash of what is built for it; empty where nothing is. Name and variables do not matter, nor what is left out or installed for
    each run by itself; of a container what its image is made of does."""
    python = frozen.get("python", {})
    if not builds(frozen):
        return ""
    conda, found = parts(python)
    packages = (
        {"channels": conda.channels, "specs": sorted(conda.dependencies)} if conda.needs_conda else {"python": condas.python_of(conda)}
    )
    docker = frozen.get("docker", {})
    image = {name: docker[name] for name in ("baseDockerfile", "baseImage") if docker.get(name)}
    on_top_of = {"image": image or True} if docker else {}
    others = on_top_of | {name: python[name] for name in ("baseCondaEnvironment", "baseInterpreter", "pipFiles") if python.get(name)}
    return _hash({"pip": found.lines} | packages | others)[:KEY]


def builds(frozen: dict) -> bool:
    """Whether anything is built for it: not for an interpreter or a conda environment that somebody else manages, and not where
    nothing is asked for."""
    python = frozen.get("python", {})
    if python.get("userManagedDependencies"):
        return False
    return any(python.get(name) for name in ("condaDependencies", "baseInterpreter"))


def places(path: str) -> list[str]:
    """Where a file that a configuration names is looked for: from the project's folder, or from that of the run configuration."""
    clean = path.replace("\\", "/").removeprefix("./")
    return [clean, *(f"{folder}/{clean}" for folder in FOLDERS)]


def _checked(python: dict) -> dict:
    """Our own keys are not in the model that checks the others."""
    files = python.get("pipFiles") or {}
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise ValidationError("environment.python.pipFiles holds texts by the names of their files.")
    if not isinstance(python.get("baseInterpreter") or "", str) or not isinstance(python.get("installAzureML") or False, bool):
        raise ValidationError("environment.python.baseInterpreter is a path, and installAzureML is true or false.")
    return dict(python)


def _take_conda_in(python: dict, read: Callable[[str], str | None]) -> None:
    path = python.pop("condaDependenciesFile", None)
    beside = ""
    if path and not python.get("condaDependencies"):
        beside = str(PurePosixPath(path).parent)
        python["condaDependencies"] = condas.read(_text(path, read), f"conda file {path}").tree
    if not python.get("condaDependencies"):
        return
    conda = condas.of(python["condaDependencies"])
    known = python.get("pipFiles") or {}
    try:
        found = inline(conda.pip, lambda each: known.get(each) if each in known else read(each), "" if beside == "." else beside)
    except RequirementsError as refusal:
        raise ValidationError(str(refusal)) from None
    python["condaDependencies"] = replace(conda, pip=found.lines).tree
    python["pipFiles"] = {**known, **found.files}


def _container(docker: dict, read: Callable[[str], str | None]) -> dict:
    """With the text of its Dockerfile inside, and without a password: that travels by another way."""
    found = dict(docker)
    said = str(found.get("baseDockerfile") or "").strip()
    if said and is_path(said):
        text = next((text for place in places(said) if (text := read(place)) is not None), None)
        if text is None:
            raise ValidationError(
                f"The Dockerfile {said} is not there: neither with the configuration nor among the source's files. "
                "Add it to the source, or correct environment.docker.baseDockerfile."
            )
        found["baseDockerfile"] = text
    if found.get("baseImageRegistry"):
        found["baseImageRegistry"] = {name: value for name, value in found["baseImageRegistry"].items() if name != "password"}
    return found


def _text(path: str, read: Callable[[str], str | None]) -> str:
    text = next((text for place in places(path) if (text := read(place)) is not None), None)
    if text is None:
        raise ValidationError(
            f"The environment's conda file {path} is not there: neither with the configuration nor among the source's files. "
            "Add it to the source, or correct environment.python.condaDependenciesFile."
        )
    return text


def _bare(tree: dict) -> dict:
    """Without what goes without saying: nulls, empty things, defaults."""
    kept = {}
    for name, value in tree.items():
        value = _bare(value) if isinstance(value, dict) else value
        if value not in (None, "", [], {}) and DEFAULTS.get(name, value is None) != value:
            kept[str(name)] = value
    return kept


def _hash(tree: dict) -> str:
    return hashlib.sha256(json.dumps(tree, sort_keys=True, default=str).encode()).hexdigest()
