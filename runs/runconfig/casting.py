"""From what is written to the typed configuration, with each value that does not fit named by its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from .nodes import plain

if TYPE_CHECKING:
    from .configuration import RunConfiguration


class Misfit(NamedTuple):
    path: tuple[str | int, ...]
    sentence: str


def cast(written: dict[str, Any]) -> tuple[RunConfiguration, list[Misfit]]:
    """The configuration, with defaults in place of what does not fit, and what that is."""
    from .configuration import RunConfiguration

    try:
        return RunConfiguration.model_validate(written), []
    except ValidationError as error:
        misfits = [_misfit(each, written) for each in error.errors(include_url=False) if not _second_branch(each["loc"])]
    configuration, more = cast(_without(written, [misfit.path for misfit in misfits]))
    return configuration, [*misfits, *more]


def _second_branch(loc: tuple[str | int, ...]) -> bool:
    """`environment` may be a map or a path: only the map's errors say something."""
    return loc[0] == "environment" and len(loc) > 1 and loc[1] != "Environment"


def _misfit(error: Any, written: dict[str, Any]) -> Misfit:
    path = tuple(step for position, step in enumerate(error["loc"]) if not (position == 1 and step == "Environment"))
    name = ".".join(str(step) for step in path)
    fitting = "takes a section: its keys, indented below it"
    what = str(error["ctx"]["error"]) if error["type"] == "value_error" else fitting
    return Misfit(path, f"{name} {what}, not {_shown(written, path)}.")


def _shown(tree: Any, path: tuple[str | int, ...]) -> str:
    for step in path:
        tree = tree[step]
    shown = repr(plain(tree))
    return shown if len(shown) < 60 else f"{shown[:56]}..."


def _without(tree: Any, paths: list[tuple[str | int, ...]]) -> Any:
    """A copy that lacks these places: the whole list, where a place is a list's item."""
    below: dict[str | int, list[tuple[str | int, ...]]] = {}
    for head, *rest in paths:
        below.setdefault(head, []).append(tuple(rest))
    whole = {head for head, rests in below.items() if () in rests or not isinstance(tree[head], dict)}
    return {key: _without(value, below[key]) if key in below else value for key, value in tree.items() if key not in whole}
