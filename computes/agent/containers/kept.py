"""Which image holds an environment, noted beside the environments that are folders: environments/<key>/image.json.

So lists of environments, and their removal, know of it without asking an engine."""

from __future__ import annotations

import json
import os
import time

from ..environments.home import Home
from ..folders import write_atomically
from .engine import Engine, EngineError, Unreachable

NOTE = "image.json"


def note(home: Home, engine: Engine, name: str, facts: dict) -> None:
    """This image is the environment's now. One that was built for an older base image goes, unless a container uses it."""
    known = read(home)
    if known and known["name"] == name and os.path.exists(home(NOTE)):
        os.utime(home(NOTE))  # its age says since when nobody used it
        return
    os.makedirs(home.path, mode=0o700, exist_ok=True)
    told = {"name": name, "socket": engine.path, "built": time.time(), **facts}
    write_atomically(home(NOTE), json.dumps(told).encode())
    if known:
        _removed(engine, known["name"])


def read(home: Home) -> dict | None:
    try:
        with open(home(NOTE), "rb") as file:
            found = json.loads(file.read())
    except (FileNotFoundError, ValueError):
        return None
    return {**found, "used": os.stat(home(NOTE)).st_mtime} if isinstance(found, dict) and "name" in found else None


def remove(home: Home) -> str | None:
    """Why the image stays, if it does."""
    known = read(home)
    if known is None:
        return None
    why = _removed(Engine(known["socket"]), known["name"])
    return f"The image of environment {home.key} stays for now: {why}" if why else None


def _removed(engine: Engine, name: str) -> str | None:
    try:
        engine.ask("DELETE", f"images/{name}")
    except EngineError as refusal:
        return None if refusal.status == 404 else refusal.words
    except Unreachable as silence:
        return str(silence)
    return None
