"""The files that a run configuration refers to, and how the name of one is resolved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .errors import RunconfigError
from .nodes import Map, plain
from .reading import read_nodes
from .shape import whole_shape
from .tree import values

if TYPE_CHECKING:
    from .configuration import RunConfiguration
    from .document import Document

FOLDERS = ("aml_config", ".azureml")
REFERENCE = ("name", "version", "assetId", "environmentVariables")
SUFFIX = ".runconfig"


def conda_path(configuration: RunConfiguration) -> str | None:
    """The conda file of a system-managed environment, relative to the project's folder."""
    python = getattr(configuration.environment, "python", None)
    if python is None or python.user_managed_dependencies or python.conda_dependencies is not None:
        return None
    return python.conda_dependencies_file or None


def environment_path(configuration: RunConfiguration) -> str | None:
    """The file that holds the whole environment section, where that is given by its path."""
    return configuration.environment if isinstance(configuration.environment, str) else None


def reference(document: Document) -> tuple[str, str | None] | None:
    """(name, version) where the environment is a registered one: its section says nothing but these, and variables that are added."""
    section = plain(document.written.get("environment"))
    if not isinstance(section, dict) or not section.get("name"):
        return None
    if any(value is not None for key, value in section.items() if key not in REFERENCE):
        return None
    try:
        environment = document.configuration.environment
    except RunconfigError:  # a value in it fits no cast
        return None
    return (str(environment.name), environment.version) if environment is not None and not isinstance(environment, str) else None


def read_environment(text: str) -> dict[str, Any]:
    """The environment section of such a file as a camelCase tree, defaults filled in."""
    from .casting import cast

    node = read_nodes(text)
    if node is not None and not isinstance(node, Map) and node.value is not None:
        raise RunconfigError("An environment's file is a map such as `name: mine`; this is none.", node.line, node.column)
    configuration, wrong = cast({"environment": values(node, whole_shape().fields["environment"]) or {}})
    if wrong:
        raise RunconfigError(wrong[0].sentence)
    return configuration.tree()["environment"]


def candidates(name: str, project: Iterable[str]) -> list[str]:
    """The paths at which a name is looked for, in order. `aml_config` hides `.azureml` where a project has both."""
    paths = list(project)
    folder = next((each for each in FOLDERS if any(path.startswith(each + "/") for path in paths)), FOLDERS[1])
    clean = name.replace("\\", "/").removeprefix("./").strip("/")
    return [f"{folder}/{clean}", f"{folder}/{clean}{SUFFIX}", f"{clean}{SUFFIX}", clean]


def resolve_name(name: str, paths: Iterable[str]) -> str | None:
    """The file that `-c NAME` means, among the paths of a project; None where there is none."""
    there = list(paths)
    known = set(there)
    return next((path for path in candidates(name, there) if path in known), None)
