"""What is read from a run configuration's text into columns, for queries, lists and the supervisor."""

from collections.abc import Iterator
from typing import Any

from runs.runconfig import Document, Known, RunconfigError, lint
from runs.runconfig.nodes import plain
from studio.models import Workspace


class _Anything:
    """Names that are not looked up here: whether they exist may change, and is asked when a run is submitted."""

    def __contains__(self, name: object) -> bool:
        return True


def columns(document: Document, workspace: Workspace) -> dict[str, Any]:
    try:
        configuration = document.configuration
    except RunconfigError as error:  # a value that fits no cast: kept as it was typed, and not run
        return {"target_name": str(plain(document.written).get("target") or "")[:100], "trouble": str(error)}
    name = configuration.target or "local"
    return {
        "script": (configuration.script or "")[:500],
        "arguments": [str(argument) for argument in configuration.arguments or []],
        "target": workspace.targets.filter(name=name).first(),
        "target_name": name[:100],
        "variables": variables(document),
        "max_seconds": _seconds(configuration.max_run_duration_seconds),
        "trouble": trouble(document, workspace),
    }


def variables(document: Document) -> dict[str, str]:
    """Those of the environment, and over them those of the run itself."""
    configuration = document.configuration
    environment = texts(getattr(configuration.environment, "environment_variables", None))
    # In files that Azure ML's own SDK wrote, and meant by nobody.
    example = {"EXAMPLE_ENV_VAR": "EXAMPLE_VALUE"}
    return {**({} if environment == example else environment), **texts(configuration.environment_variables)}


def texts(variables: dict[str, Any] | None) -> dict[str, str]:
    return {str(name): "" if value is None else str(value) for name, value in (variables or {}).items()}


def trouble(document: Document, workspace: Workspace) -> str:
    """The first reason why it cannot run, whatever it is submitted with; empty when there is none."""
    targets = dict(workspace.targets.values_list("name", "kind"))
    known = Known(targets=targets, environments=_Anything(), datastores=_Anything(), datasets=_Anything(), files=None)
    errors = (finding.message for finding in lint(document, known) if finding.level == "error")
    return next(errors, "")


def written(document: Document) -> dict[str, Any]:
    """{path: value} of the fields that a text writes, defaults left out; a list is one value."""
    return {path: plain(value) for path, value in spelled(document).items()}


def spelled(document: Document) -> dict[str, Any]:
    """The same, with each plain scalar as the text spells it."""
    return {".".join(path): value for path, value in _leaves(document.written)}


def _leaves(tree: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in tree.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*above, str(name)))
        else:
            yield (*above, str(name)), value


def origins(now: dict[str, Any], before: dict[str, Any], written: dict[str, int], number: int) -> dict[str, int]:
    """For each path the number of the version that wrote its present value; `written` says so of the version before."""
    same = {path for path, value in now.items() if path in before and before[path] == value}
    return {path: written.get(path, number) if path in same else number for path in now}


def _seconds(value: int | None) -> int | None:
    """What a column holds: no limit where there is none, a month at most."""
    return min(value, 30 * 86_400) if value and value > 0 else None
