"""Containers of a job whose runner is dead: found by what was written down, or else by their labels."""

from __future__ import annotations

from ..folders import JobFolder
from . import order
from .container import RECORD, remove
from .engine import Engine, EngineError, Unreachable


def end(folder: JobFolder) -> str:
    """Remove them, with all that runs in them. A sentence where that cannot be said; empty when nothing is left."""
    known = folder.read(RECORD)
    if not known:
        return ""
    engine = Engine(str(known.get("socket")))
    try:
        left = [each for each in _of(engine, folder) if not remove(engine, each)]
    except (Unreachable, EngineError) as trouble:
        return f"The container of this run could not be removed: {trouble}"
    return f"The container engine keeps {' and '.join(left)} of this run." if left else ""


def _of(engine: Engine, folder: JobFolder) -> list[str]:
    """The engine's word counts, not the file's, which lies within reach of the script: only containers with our labels are ours."""
    labels = [f"{order.JOB}={folder.id}", f"{order.ROOT}={folder.root}"]
    return [each["Id"] for each in engine.ask("GET", "containers/json", all=1, filters={"label": labels})]
