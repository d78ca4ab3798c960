"""What a target's root folder holds, by what it is for."""

from __future__ import annotations

import os

from .folders import JobFolder

# Of a job's folder. What was downloaded for the script, and installed from its code, goes with its code: all of it can be had again.
CODE = ("code", "data", "environment", "home")
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
UNFINISHED = ("bundle.", "ref.", "repository.git.")  # of a checkout that was killed


def of(root: str) -> dict[str, list[str]]:
    """The paths of each part: code and outputs of jobs, environments, tools, repository, agents."""
    found = {"code": [], "outputs": []}
    for job in jobs(root):
        for path in _entries(job.path):
            found["code" if os.path.basename(path) in CODE else "outputs"].append(path)
    return {**found, **{part: [os.path.join(root, name) for name in names] for part, names in NAMES.items()}}


def jobs(root: str) -> list[JobFolder]:
    names = [os.path.basename(path) for path in _entries(os.path.join(root, "jobs"))]
    return [JobFolder(root, name) for name in names if name[0] != "." and os.path.isdir(os.path.join(root, "jobs", name))]


def code(job: JobFolder) -> list[str]:
    return [path for path in _entries(job.path) if os.path.basename(path) in CODE]


def outputs(job: JobFolder) -> list[str]:
    """All that is there for the studio to collect; it has it when the run is over."""
    return [path for path in _entries(job.path) if os.path.basename(path) not in IDENTITY.union(CODE)]


def ours(root: str) -> list[str]:
    """What we put into the root: all of it that may ever be removed from there. The agents last, for one of them is at work."""
    known = [name for names in NAMES.values() for name in names if name != "agent"]
    unfinished = [path for path in _entries(root) if os.path.basename(path).startswith(UNFINISHED) and path.endswith(".tmp")]
    paths = [os.path.join(root, name) for name in ("jobs", "dummy", *known)]
    return [path for path in (*paths, *unfinished, os.path.join(root, "agent")) if os.path.lexists(path)]


def _entries(folder: str) -> list[str]:
    try:
        return sorted(entry.path for entry in os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
