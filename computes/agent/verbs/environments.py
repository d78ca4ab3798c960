"""The environments that were built on this target, or are being built. What they take on the disk was counted when they were built."""

from __future__ import annotations

import os

from ..environments.home import Home
from ..folders import LETTERS


def answer(ask: dict, rest) -> dict:
    found = homes(ask["root"])
    for home in found:
        home.tidy()
    return {"environments": [facts(home) for home in found]}


def homes(root: str) -> list[Home]:
    folder = os.path.join(root, "environments")
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return []
    found = [Home(root, name) for name in names if name[0] not in ".-" and LETTERS.issuperset(name)]
    # Any other folder there is somebody's own, who keeps his environments under the same name.
    return [home for home in found if any(os.path.exists(home(sign)) for sign in ("lock", "image.json"))]


def facts(home: Home) -> dict:
    ready = home.ready() or _in_image(home) or {}
    told = {name: ready.get(name) for name in ("kind", "size", "built", "used", "seconds", "packages")}
    in_use = any(home.in_use(build) for build in home.builds())
    return {"key": home.key, **told, "ready": bool(ready), "building": is_being_built(home), "in_use": in_use}


def _in_image(home: Home) -> dict | None:
    if not os.path.exists(home("image.json")):
        return None
    from ..containers import kept  # which targets without containers need not pay for

    return kept.read(home)


def is_being_built(home: Home) -> bool:
    """Whether somebody holds the lock and said that he builds: a build that was killed says so too, and holds nothing."""
    if home.building() is None:
        return False
    lock = home.lock()
    if lock is not None:
        os.close(lock)
    return lock is None
