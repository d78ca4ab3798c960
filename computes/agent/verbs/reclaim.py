"""Give disk back: what no job and no build uses, of the kinds that are asked for. `dry`: say what would go, and leave it.

`jobs` are the studio's own that are over: another studio's in the same folder are not ours to judge."""

from __future__ import annotations

import contextlib
import os

from .. import agents, locks, parts, processes, spares
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
    kind(ask, removal)
    return removal.told()


def _code(ask: dict, removal: Removal) -> None:
    _of_jobs(ask, removal, parts.code)
    for path in spares.paths(ask["root"]):
        with contextlib.suppress(FileNotFoundError):  # a job took it
            removal.take([path])
    removal.take(_put_aside(os.path.join(ask["root"], "spare")))


def _outputs(ask: dict, removal: Removal) -> None:
    _of_jobs(ask, removal, parts.outputs)


def _of_jobs(ask: dict, removal: Removal, paths) -> None:
    boot = processes.boot_id()
    for folder in [JobFolder(ask["root"], job_id) for job_id in ask["jobs"]]:
        if not os.path.isdir(folder.path):
            continue
        lock = locks.take(folder("lock"), wait=False)
        if lock is None or status_of(folder, boot)["alive"]:
            removal.keep(folder.id, RUNS)
        else:
            removal.take(paths(folder))
        if lock is not None:
            os.close(lock)


def _environments(ask: dict, removal: Removal) -> None:
    for home in homes(ask["root"]):
        lock = home.lock()
        if lock is None:
            removal.keep(home.key, "it is being built" if is_being_built(home) else "it is being prepared for a run")
            continue
        if any(home.in_use(build) for build in home.builds()):
            removal.keep(home.key, "a run uses it")
        else:
            removal.take([home.path])
        os.close(lock)
    removal.take(_put_aside(os.path.join(ask["root"], "environments")))


def _repository(ask: dict, removal: Removal) -> None:
    repository = Repository(ask["root"])
    if not os.path.isdir(repository.path):
        return
    lock = repository.alone()
    if lock is None:
        removal.keep("repository.git", "a run's code is being checked out")
        return
    removal.take([repository.path])
    os.close(lock)


def _images(ask: dict, removal: Removal) -> None:
    from ..containers import unused  # with its HTTP client: only where it is asked for

    unused.reclaim(ask["root"], ask.get("docker_socket"), removal)


def _agents(ask: dict, removal: Removal) -> None:
    for path in agents.everyone(ask["root"]):
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


KINDS = {
    "code": _code,
    "outputs": _outputs,
    "environments": _environments,
    "images": _images,
    "repository": _repository,
    "agents": _agents,
}
