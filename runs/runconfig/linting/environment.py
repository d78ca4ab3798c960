"""The environment: by name, or written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..companions import FOLDERS, reference
from ..errors import RunconfigError
from ..nodes import plain
from ..values import Finding
from .subject import Subject

if TYPE_CHECKING:
    from ..conda import CondaFile

SECRET = re.compile(r"(?i)(?:^|_)(?:password|passwd|secret|token|apikey|api_key|accountkey|account_key|sas)(?:_|$)")
OLD_PYTHON = re.compile(r"(?:==?|~=|<=?)?\s*(?:2(?:\.\d+)*|3\.[0-7])(?:[.*]|\Z|\s|,)")


def by_name(subject: Subject) -> Iterator[Finding]:
    named = reference(subject.document)
    if named and subject.known.environments is not None and named[0] not in subject.known.environments:
        message = f"There is no environment {named[0]} in this workspace; register it under Environments, or write it out here."
        if named[0].lower().startswith("azureml-"):
            message = (
                f"{named[0]} is one of Azure's own environments, and nothing here stands for it; choose one that begins with Trainshed-."
            )
        yield subject.finding("error", message, "environment", "name")
    elif named and subject.known.stand_in and (here := subject.known.stand_in(named[0])):
        yield subject.finding("hint", f"{named[0]} is Azure's own: {here} stands for it here, whatever its version.", "environment", "name")


def by_path(subject: Subject) -> Iterator[Finding]:
    path = subject.configuration.environment
    if isinstance(path, str) and not _there(path, subject):
        yield subject.finding(
            "error", f"The environment's file {path} is not among the project's files; add it, or write the environment out.", "environment"
        )


def conda_file(subject: Subject) -> Iterator[Finding]:
    python = getattr(subject.environment, "python", None)
    if python is None or not python.conda_dependencies_file:
        return
    path = python.conda_dependencies_file
    place = ("environment", "python", "condaDependenciesFile")
    if python.user_managed_dependencies:
        yield subject.finding("hint", "The conda file is not read: a user-managed environment is used as it is.", *place)
    elif python.conda_dependencies is not None:
        yield subject.finding("hint", "The conda file is not read: condaDependencies stands beside it and counts.", *place)
    elif not _there(path, subject):
        yield subject.finding("error", f"The conda file {path} is not among the project's files; add it or correct its path.", *place)


def _there(path: str, subject: Subject) -> bool:
    """From the project's folder, or from the folder of the run configuration."""
    files = subject.known.files
    clean = path.replace("\\", "/").removeprefix("./")
    return files is None or any(place in files for place in (clean, *(f"{folder}/{clean}" for folder in FOLDERS)))


def interpreter(subject: Subject) -> Iterator[Finding]:
    python = getattr(subject.environment, "python", None)
    if python is None:
        return
    place = ("environment", "python", "interpreterPath")
    if not python.user_managed_dependencies and subject.says(place) and python.interpreter_path not in (None, "", "python", "python3"):
        message = (
            "interpreterPath counts only with userManagedDependencies: true; the version of a built environment stands in its conda file."
        )
        yield subject.finding("warning", message, *place)
    if (
        python.user_managed_dependencies
        and python.base_conda_environment
        and subject.says(place)
        and python.interpreter_path not in (None, "", "python")
    ):
        yield subject.finding(
            "hint", "baseCondaEnvironment is not used: a user-managed environment is its interpreter's.", *place[:2], "baseCondaEnvironment"
        )


def inline_conda(subject: Subject) -> Iterator[Finding]:
    from ..conda import CondaFile

    python = getattr(subject.environment, "python", None)
    tree = getattr(python, "conda_dependencies", None)
    if python is None or tree is None:
        return
    place = ("environment", "python", "condaDependencies")
    try:
        conda = CondaFile.of(tree if isinstance(tree, dict) else _refused(tree))
    except RunconfigError as error:
        yield subject.finding("error", error.sentence, *place)
        return
    for level, message in packages(conda, installed=bool(python.install_azureml)):
        yield subject.finding(level, message, *place)


def _refused(tree: Any) -> dict[str, Any]:
    raise RunconfigError(f"condaDependencies is a conda file written out, a map with the key dependencies, not {plain(tree)!r:.60}.")


def packages(conda: CondaFile, installed: bool = False) -> Iterator[tuple[Any, str]]:
    """(level, sentence) for what a conda file asks for. Its own page says it too. `installed`: Azure ML's packages are, for real."""
    for key in conda.others:
        yield "warning", f"{key} in the conda file is ignored: name, channels, dependencies and prefix are what is read."
    removed = conda.without_azureml()[1]
    if removed and not installed:
        named = ", ".join(removed[:4]) + (" and others" if len(removed) > 4 else "")
        yield "hint", f"Not installed: {named}. The run gets the studio's own azureml module instead, which does what training scripts use."
    if conda.python and OLD_PYTHON.match(conda.python):
        yield (
            "hint",
            f"Python {conda.python.lstrip('=<>~ ')} gets no more updates and may not be had everywhere; take 3.10 or later if the script allows.",
        )


def variables(subject: Subject) -> Iterator[Finding]:
    environment = subject.environment
    own = {name: ("environmentVariables", name) for name in subject.configuration.environment_variables or {}}
    theirs = {name: ("environment", "environmentVariables", name) for name in getattr(environment, "environment_variables", None) or {}}
    for place in [*theirs.values(), *own.values()]:
        if subject.says(place):
            yield from _variable(subject, place)


def _variable(subject: Subject, place: tuple[str, ...]) -> Iterator[Finding]:
    name, value = place[-1], subject.written(place)
    if name == "EXAMPLE_ENV_VAR":
        yield subject.finding("hint", "EXAMPLE_ENV_VAR is left over from Azure ML's template and can go.", *place)
    if not name or "=" in name or "\0" in name or name != name.strip():
        yield subject.finding("error", f"An environment variable cannot be called {name!r}; use letters, digits and underscores.", *place)
    if name.startswith("TRAINSHED_"):
        yield subject.finding(
            "error", f"{name} is set by the studio itself: names that begin with TRAINSHED_ are its own. Choose another.", *place
        )
    if value is None:
        yield subject.finding("hint", f'{name} has no value and will be empty; write "" to say so.', *place)
    elif SECRET.search(name) and str(plain(value)).strip():
        yield subject.finding("hint", f"{name} looks like a secret: whoever may read this configuration can read its value.", *place)
