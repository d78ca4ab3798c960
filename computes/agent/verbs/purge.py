"""Leave the machine as it was found: remove everything that we put into the root folder, and the folder when nothing else is in it.

Only with no job at work, and with no job of another studio there: `jobs` are those of the studio that asks."""

from __future__ import annotations

import contextlib
import os

from .. import parts, processes
from ..containers import unused
from ..refused import Refused
from ..removal import Removal
from .clean import remove_container
from .environments import homes
from .poll import status_of


def answer(ask: dict, rest) -> dict:
    root = ask["root"]
    _refuse_where_somebody_works(root, set(ask["jobs"]))
    removal = Removal(dry=False)
    for job in parts.jobs(root):
        remove_container(job)
    with contextlib.suppress(Refused):  # an engine that does not answer keeps nobody from leaving
        unused.reclaim(root, ask.get("docker_socket"), removal)
    for path in parts.ours(root, [home.key for home in homes(root)]):
        removal.take([path])
    left = sorted(os.listdir(root)) if os.path.isdir(root) else []
    if not left:
        with contextlib.suppress(OSError):  # the home of a user, a mount point
            os.rmdir(root)
    return {"bytes": removal.bytes, "left": left}


def _refuse_where_somebody_works(root: str, jobs: set) -> None:
    boot, there = processes.boot_id(), parts.jobs(root)
    others = [job.id for job in there if job.id not in jobs]
    if others:
        raise Refused(f"Folders of runs that are not this target's are in {root} ({_some(others)}): another studio or target uses it too.")
    running = [job.id for job in there if status_of(job, boot)["alive"]]
    if running:
        raise Refused(f"Runs are still at work in {root} ({_some(running)}): wait for their end, or cancel them.")
    used = [home.key for home in homes(root) if any(home.in_use(build) for build in home.builds())]
    if used:
        raise Refused(f"A process still uses an environment in {root} ({_some(used)}): end it first.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
