"""Where the data of a job lies on this target."""

from __future__ import annotations

import os

from ..folders import JobFolder
from .failed import Failed


def here(folder: JobFolder, cwd: str, item: dict) -> str:
    """The absolute path on this target that is the item's own: its pathOnCompute, or the job's data/<name>."""
    wanted = item.get("path_on_compute") or ""
    if not wanted:
        return os.path.join(folder("data"), _plain(item["name"]))
    if os.path.isabs(wanted):
        return os.path.normpath(wanted)
    path = os.path.normpath(os.path.join(cwd, wanted))
    if os.path.commonpath([cwd, path]) != cwd:
        raise Failed(f"pathOnCompute {wanted!r} leaves the folder of the run. Give a path below it, or an absolute one.")
    return path


def mounted(folder: JobFolder, item: dict) -> str:
    """The folder or file of a datastore that is a folder of this target: used where it lies, never copied."""
    path, root = item["place"]["path"], item["place"]["root"]
    if not os.path.isdir(root):
        raise Failed(f"There is no folder {root} on this target, which the datastore is. Correct the datastore, or make the folder.")
    if not os.path.exists(path):
        if item.get("required"):
            raise Failed(f"There is no {path} on this target. Correct the path in the datastore, or put the data there.")
        folder.say(f"Data {item['name']}: there is no {path} yet; the script may make it.")
    if item.get("folder") and os.path.isfile(path):
        return _alone(folder, item["name"], path)
    return path


def _alone(folder: JobFolder, name: str, path: str) -> str:
    """A folder in which this file is the only one, as a mounted data set of one file has it."""
    home = os.path.join(folder("data"), _plain(name))
    os.makedirs(home, exist_ok=True)
    link = os.path.join(home, os.path.basename(path))
    if not os.path.lexists(link):
        os.symlink(path, link)
    return home


def _plain(name: str) -> str:
    if not name or name in (".", "..") or "/" in name or "\0" in name:
        raise Failed(f"{name!r} cannot be the name of data. Use letters, digits, '_' and '-'.")
    return name
