"""The images that were built for jobs of this root, and giving them back.

They carry our label, and this root has a lock for each name that its jobs ever asked for: those of others on the same engine, and what was
pulled, are left alone."""

from __future__ import annotations

import os

from .. import locks, parts, processes
from ..refused import Refused
from ..removal import Removal
from ..verbs.poll import status_of
from . import images
from .engine import Engine, EngineError, Unreachable

USED = "a container uses it"
PREPARING = "a run is being prepared"
LAID_ON = "environment"  # these go first: the engine keeps an image as long as another lies on it


def weigh(root: str, socket: str | None) -> int | None:
    """The bytes that they take, as far as no other image shares them; None where none was ever asked for, or no engine answers."""
    if not os.path.isdir(os.path.join(root, "images")):
        return None
    try:
        return sum(image["bytes"] for image in _ours(root, socket))
    except Refused:
        return None


def reclaim(root: str, socket: str | None, removal: Removal) -> None:
    """Remove those that no container uses. Refused where no engine answers."""
    for image in sorted(_ours(root, socket), key=lambda each: each["label"] != LAID_ON):
        lock = locks.take(images.lock_of(root, image["name"]), wait=False)
        # Who has found an image to be there let go of its lock, but is still preparing until its container is made.
        why = "it is being built" if lock is None else USED if image["used"] else PREPARING if _preparing(root) else None
        if why:
            removal.keep(image["name"], why)
        else:
            _remove(socket, image, removal)
        if lock is not None:
            os.close(lock)


def _remove(socket: str | None, image: dict, removal: Removal) -> None:
    try:
        if not removal.dry:
            Engine(socket or "").ask("DELETE", "images/" + image["name"])
    except EngineError as refusal:
        removal.keep(image["name"], refusal.words)
    except Unreachable as trouble:
        raise Refused(str(trouble)) from trouble
    else:
        removal.gave(image["bytes"])


def _ours(root: str, socket: str | None) -> list[dict]:
    if not socket or not os.path.isdir(os.path.join(root, "images")):
        return []
    try:
        engine = Engine(socket)
        there = engine.ask("GET", "system/df")["Images"] or []
        used = {container["ImageID"] for container in engine.ask("GET", "containers/json", all=1)}
    except (EngineError, Unreachable) as trouble:
        raise Refused(str(trouble)) from trouble
    return [_facts(image, used) for image in there if _is_ours(root, image)]


def _is_ours(root: str, image: dict) -> bool:
    labels, names = image.get("Labels") or {}, image.get("RepoTags") or []
    return images.LABEL in labels and len(names) == 1 and os.path.exists(images.lock_of(root, names[0]))


def _facts(image: dict, used: set) -> dict:
    # -1: the engine has not counted what images share.
    own = image["Size"] - max(image.get("SharedSize", 0), 0)
    return {"name": image["RepoTags"][0], "label": image["Labels"][images.LABEL], "bytes": own, "used": image["Id"] in used}


def _preparing(root: str) -> bool:
    boot = processes.boot_id()
    found = (status_of(job, boot) for job in parts.jobs(root))
    return any(status["alive"] and status["phase"] in ("starting", "preparing") for status in found)
