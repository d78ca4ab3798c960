"""What a target's root folder holds, by what it is for."""

from __future__ import annotations

import os
import re

from . import spares
from .folders import LETTERS, JobFolder
from .removal import DOOMED

# Of a job's folder. What was downloaded for the script, and installed from its code, goes with its code: all of it can be had again.
CODE = ("code", "index", "data", "environment", "home")
# What makes a second start of the same job harmless, and tells what became of it. It takes little.
IDENTITY = {"lock", "runner", "job.json", "status.json", "events.jsonl", "exit-0", "pid-0", "container"}
IDENTITY |= {"cancel", "checkout.json", "checkout.lock"}
# Everything that is put into the root by us. What else lies there is somebody's own.
NAMES = {
    "environments": ("environments", "interpreters"),
    "tools": ("tools", "images"),
    "repository": ("repository.git", "repository.lock", "repository.use"),
    "agents": ("agent",),
}
# What we put into those that somebody else may have under the same name; jobs and environments are known by what is in them.
PUT = {
    "dummy": r".+\.(json|tmp)",
    "interpreters": r".+\.json(\.\d+\.tmp)?",
    "tools": r"uv(\.\d+\.tmp)?|cache|fsspec-[0-9a-f]{16}|py-rattler-[\d.]+(\.lock)?",
    "images": r"[0-9a-f]{24}\.lock|cache",
    "agent": r"[0-9a-f]{16}(\.\d+\.tmp)?",
}
UNFINISHED = ("bundle.", "ref.", "repository.git.")  # of a checkout that was killed


def of(root: str) -> dict[str, list[str]]:
    """The paths of each part: code and outputs of jobs, environments, tools, repository, agents."""
    found = {"code": [], "outputs": []}
    for job in jobs(root):
        for path in _entries(job.path):
            found["code" if os.path.basename(path) in CODE else "outputs"].append(path)
    found["code"] += spares.paths(root)
    return {**found, **{part: [os.path.join(root, name) for name in names] for part, names in NAMES.items()}}


def jobs(root: str) -> list[JobFolder]:
    names = [os.path.basename(path) for path in _entries(os.path.join(root, "jobs"))]
    named = [name for name in names if name[0] not in ".-" and LETTERS.issuperset(name)]
    return [JobFolder(root, name) for name in named if os.path.isdir(os.path.join(root, "jobs", name))]


def code(job: JobFolder) -> list[str]:
    return [path for path in _entries(job.path) if os.path.basename(path) in CODE]


def outputs(job: JobFolder) -> list[str]:
    """All that is there for the studio to collect; it has it when the run is over."""
    return [path for path in _entries(job.path) if os.path.basename(path) not in IDENTITY.union(CODE)]


def ours(root: str, environments: list[str]) -> list[str]:
    """What we put into the root: all of it that may ever be removed from there. Somebody may have given us a folder with files of his own,
    below names like ours too. The agents last, for one of them is at work."""
    aside = [os.path.basename(path) for path in spares.paths(root)]
    named = {"environments": environments, "jobs": [job.id for job in jobs(root)], "spare": aside}
    below = [_ours_below(os.path.join(root, name), named.get(name, ()), PUT.get(name, "")) for name in (*named, *PUT)]
    return [path for path in _entries(root) if _is_left_over(os.path.basename(path))] + [path for paths in below for path in paths]


def _ours_below(folder: str, names, pattern: str) -> list[str]:
    """The folder itself, where all that is in it is ours."""
    there = _entries(folder)
    known = [path for path in there if os.path.basename(path) in names or re.fullmatch(pattern, os.path.basename(path))]
    mine = known + [path for path in there if os.path.basename(path).startswith(DOOMED)]
    return mine if len(mine) < len(there) else [folder] if os.path.lexists(folder) else []


def _is_left_over(name: str) -> bool:
    """Of the repository, of a checkout that was killed, and of a removal that was."""
    return name in NAMES["repository"] or (name.startswith(UNFINISHED) and name.endswith(".tmp")) or name.startswith(DOOMED)


def _entries(folder: str) -> list[str]:
    try:
        return sorted(entry.path for entry in os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
