"""Give disk back: what no job and no build uses, of the kinds that are asked for. `dry`: say what would go, and leave it.

`jobs` are the studio's own that are over: another studio's in the same folder are not ours to judge."""

from __future__ import annotations

import os

from .. import agents, locks, parts, processes
from ..folders import JobFolder
from ..refused import Refused
from ..removal import DOOMED, Removal
from ..repository import Repository
from .environments import homes, is_being_built
from .poll import status_of

RUNS = "a process of it is still there"


def answer(ask: dict, rest) -> dict:
    unknown = set(ask["what"]).difference(KINDS)
    if unknown:
        raise Refused("The agent cannot clean up {}; it knows {}.".format(", ".join(sorted(unknown)), ", ".join(KINDS)))
    return {what: _reclaimed(KINDS[what], ask) for what in ask["what"]}


def _reclaimed(kind, ask: dict) -> dict:
    removal = Removal(ask["dry"])
    kind(ask["root"], ask["jobs"], removal)
    return removal.told()


def _code(root: str, jobs: list, removal: Removal) -> None:
    _of_jobs(root, jobs, removal, parts.code)


def _outputs(root: str, jobs: list, removal: Removal) -> None:
    _of_jobs(root, jobs, removal, parts.outputs)


def _of_jobs(root: str, jobs: list, removal: Removal, paths) -> None:
    boot = processes.boot_id()
    for folder in [JobFolder(root, job_id) for job_id in jobs]:
        if not os.path.isdir(folder.path):
            continue
        lock = locks.take(folder("lock"), wait=False)
        if lock is None or status_of(folder, boot)["alive"]:
            removal.keep(folder.id, RUNS)
        else:
            removal.take(paths(folder))
        if lock is not None:
            os.close(lock)


def _environments(root: str, jobs: list, removal: Removal) -> None:
    for home in homes(root):
        lock = home.lock()
        if lock is None:
            removal.keep(home.key, "it is being built" if is_being_built(home) else "it is being prepared for a run")
            continue
        if any(home.in_use(build) for build in home.builds()):
            removal.keep(home.key, "a run uses it")
        else:
            removal.take([home.path])
        os.close(lock)
    removal.take(_put_aside(os.path.join(root, "environments")))


def _repository(root: str, jobs: list, removal: Removal) -> None:
    repository = Repository(root)
    if not os.path.isdir(repository.path):
        return
    lock = repository.alone()
    if lock is None:
        removal.keep("repository.git", "a run's code is being checked out")
        return
    removal.take([repository.path])
    os.close(lock)


def _agents(root: str, jobs: list, removal: Removal) -> None:
    for path in agents.everyone(root):
        if path == agents.OWN:
            continue
        lock = agents.idle(path)
        if lock is None:
            removal.keep(os.path.basename(path), "a run that it started goes on, or another studio uses it")
            continue
        removal.take([path])
        os.close(lock)


def _put_aside(folder: str) -> list[str]:
    """What a removal that was killed left behind."""
    try:
        return [entry.path for entry in os.scandir(folder) if entry.name.startswith(DOOMED)]
    except FileNotFoundError:
        return []


KINDS = {"code": _code, "outputs": _outputs, "environments": _environments, "repository": _repository, "agents": _agents}
