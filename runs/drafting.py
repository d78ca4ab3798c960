"""A run configuration's text from plain fields: the seeds, the API's typed fields and "New configuration" all begin here."""

from typing import Any

from runs.configuring.values import meant
from runs.runconfig import Document


def drafted(
    script: str = "train.py",
    arguments: list[str] | None = None,
    target: str = "local",
    environment: dict[str, Any] | None = None,
    variables: dict[str, str] | None = None,
    max_seconds: int | None = None,
) -> str:
    """`environment` is Azure ML's section, or the short forms {"kind": "interpreter", "python"} and {"kind": "pip", "requirements", "python"}."""
    tree: dict[str, Any] = {
        "script": script,
        "arguments": [meant(each) for each in arguments or []],
        "target": target,
        "framework": "Python",
    }
    if max_seconds:
        tree["maxRunDurationSeconds"] = max_seconds
    tree["environment"] = section(environment or {"kind": "interpreter"})
    if variables:
        tree["environment"]["environmentVariables"] = dict(variables)
    return Document.of(tree).text


def section(environment: dict[str, Any]) -> dict[str, Any]:
    """The `environment` section that says what a short form says; a section comes back as it is."""
    kind = environment.get("kind")
    if kind is None:
        return dict(environment)
    python = environment.get("python") or None
    if kind == "pip":
        return {"python": _installed(environment.get("requirements", ""), python)}
    return {"python": {"userManagedDependencies": True, **({"interpreterPath": python} if python else {})}}


def _installed(requirements: str, python: str | None) -> dict[str, Any]:
    """A path is the interpreter that the environment is made from; anything else is a version of Python."""
    path = python if python and python.startswith(("/", "~")) else None
    wanted = f"python={python}" if python and not path else "python"
    lines = [line.strip() for line in requirements.splitlines() if line.strip() and not line.strip().startswith("#")]
    made: dict[str, Any] = {"userManagedDependencies": False, "condaDependencies": {"dependencies": [wanted, {"pip": lines}]}}
    return made | ({"baseInterpreter": path} if path else {})
