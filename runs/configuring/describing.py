"""An environment in a few words, for pages that only mention it."""

from dataclasses import dataclass

from runs.models import ConfigurationVersion
from runs.runconfig import CondaFile, RunconfigError
from runs.runconfig.nodes import plain


@dataclass(frozen=True)
class Words:
    """`title` is a sentence's beginning, `detail` what one may want to read in full."""

    title: str
    detail: str = ""


def environment(version: ConfigurationVersion, override: str = "") -> Words:
    if override:
        return Words(f"{override}, for this run alone")
    try:
        version.document.configuration  # noqa: B018 - it is read here to see whether it can be
    except RunconfigError as refusal:
        return Words("An environment that cannot be read", str(refusal))
    section = plain(version.document.written).get("environment") or {}
    if not isinstance(section, dict):  # the path of its file
        return Words(f"As {section} says", version.companions.get(str(section), ""))
    python = section.get("python") or {}
    if section.get("name") and not python:
        return Words(
            f"{section['name']}, version {section['version']}" if section.get("version") else f"{section['name']}, its newest version"
        )
    if python.get("userManagedDependencies"):
        path = python.get("interpreterPath")
        return Words("The target’s own python3" if path in (None, "", "python") else f"The interpreter {path}")
    return _installed(version, python)


def _installed(version: ConfigurationVersion, python: dict) -> Words:
    path = python.get("condaDependenciesFile")
    if python.get("condaDependencies") is None and path:
        return Words(f"As {path} says", version.companions.get(path, ""))
    try:
        conda = CondaFile.of(python.get("condaDependencies") or {})
    except RunconfigError:
        return Words("Conda dependencies that cannot be read")
    if not conda.dependencies and not conda.pip:
        return Words("The target’s own python3")
    count = len([each for each in conda.dependencies if each.split("=")[0] not in ("python", "pip")]) + len(conda.pip)
    title = f"{count} package{'' if count == 1 else 's'}" + (f" on Python {conda.python}" if conda.python else "")
    return Words(title, "\n".join([*conda.dependencies, *conda.pip]))
