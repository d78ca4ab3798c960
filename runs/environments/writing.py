"""An environment as the files that people know: a conda file, and the lines that differ between two."""

import difflib
import json
from dataclasses import replace

from runs.models import EnvironmentVersion

from . import conda as condas


def conda_text(version: EnvironmentVersion) -> str:
    """Its conda file; empty where it has none."""
    tree = version.definition.get("python", {}).get("condaDependencies")
    return replace(condas.of(tree), name=version.environment.name).text if tree else ""


def differences(old: EnvironmentVersion, new: EnvironmentVersion) -> list[tuple[str, str]]:
    """The lines of a unified diff, each with what it is: "added", "removed", "hunk" or "same". Empty where they say the same."""
    lines = difflib.unified_diff(_text(old), _text(new), str(old), str(new), lineterm="", n=3)
    return [(KINDS.get(line[0], "same"), line) for line in lines if not line.startswith(("---", "+++"))]


KINDS = {"+": "added", "-": "removed", "@": "hunk"}


def _text(version: EnvironmentVersion) -> list[str]:
    """Everything that it says, one thing a line."""
    others = {name: value for name, value in version.definition.items() if name != "python"}
    python = {name: value for name, value in version.definition.get("python", {}).items() if name != "condaDependencies"}
    rest = json.dumps({**({"python": python} if python else {}), **others}, indent=2, sort_keys=True) if python or others else ""
    return [*conda_text(version).splitlines(), *rest.splitlines()]
