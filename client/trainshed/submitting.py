"""A folder and a run configuration's text to the studio, as a run: one call when the studio knows the files, four when it does not."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .connection import Connection, StudioError
from .folders import Folder
from .gitfacts import git_facts
from .runs import Run
from .sources import source_name
from .sweeps import Sweep
from .values import safe, told

# Without a handler of the program's own, Python prints warnings on standard error: in a terminal and in a notebook.
log = logging.getLogger("trainshed")


def submit_folder(
    connection: Connection, folder: Path, source: str | None, wanted: dict[str, Any], progress: Callable[[int, int], None] | None = None
) -> Run:
    """`wanted` is what POST /submissions takes beside source and snapshot. Only contents that the studio lacks are sent."""
    return told(Run, _sent(connection, "/submissions", folder, source, wanted, progress), connection)


def submit_sweep(
    connection: Connection, folder: Path, source: str | None, wanted: dict[str, Any], progress: Callable[[int, int], None] | None = None
) -> Sweep:
    """The same with what POST /sweeps takes."""
    facts = _sent(connection, "/sweeps", folder, source, wanted, progress)
    for note in facts["notes"]:
        log.warning("%s", note)
    return told(Sweep, facts, connection)


def _sent(
    connection: Connection, path: str, folder: Path, source: str | None, wanted: dict[str, Any], progress: Callable[[int, int], None] | None
) -> dict[str, Any]:
    """What the studio answered to `wanted` with this folder as its snapshot."""
    source = source or source_name(folder)
    with ThreadPoolExecutor(1) as beside:
        git = beside.submit(git_facts, folder)
        taken = _taken(connection, source, folder)
        snapshot: dict[str, Any] = {"tree": taken.tree, "git": git.result()}
    asked = {"submission": uuid.uuid4().hex, **wanted, "source": source, "snapshot": snapshot}
    try:
        facts = connection.post(path, asked)
    except StudioError as error:
        if error.status != 409:
            raise
        taken.send(progress or (lambda sent, total: None))
        snapshot["files"] = taken.manifest
        facts = connection.post(path, asked)
    for warning in facts["warnings"]:
        log.warning("%s: %s", wanted["configuration"], warning)
    return facts


def _taken(connection: Connection, source: str, folder: Path) -> Folder:
    path = f"/sources/{safe(source)}"
    try:
        return Folder(connection, path, folder)
    except StudioError as error:
        if error.status != 404:
            raise
    connection.post("/sources", {"name": source})
    return Folder(connection, path, folder)
