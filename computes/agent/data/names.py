"""Names of files in a store, before they become names on this machine's disk."""

from __future__ import annotations

import os

from .failed import Failed

LONGEST = 255  # bytes of one part, on every file system in use


def checked(name: str) -> str:
    """The name, if it stays below the folder it is put into; an object's key may hold anything."""
    parts = name.split("/")
    if not name or "\0" in name or any(part in ("", ".", "..") or len(os.fsencode(part)) > LONGEST for part in parts):
        raise Failed(f"{name[:200]!r} cannot be the name of a file here. Rename it in the datastore, or choose a path without it.")
    return name


def inside(folder: str, name: str) -> str:
    """The path of the file `name` below `folder`. Failed when a link on the way leads out."""
    path = os.path.join(folder, checked(name))
    real, home = os.path.realpath(os.path.dirname(path)), os.path.realpath(folder)
    if os.path.commonpath([real, home]) != home:
        raise Failed(f"{path} lies behind a link that leads out of {folder}. Remove the link.")
    return path
