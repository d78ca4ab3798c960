"""The agents on a target: every version of the studio pushes its own below <root>/agent/."""

from __future__ import annotations

import os
import time

from . import locks

OWN = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HEXADECIMAL = frozenset("0123456789abcdef")
# A verb holds no lock. It is done within seconds, or within an hour where it brings a large snapshot.
QUIET = 24 * 3600
LATELY = 3600


def use() -> None:
    """From now until the last process of this job has ended, nobody removes the agent it was started by."""
    os.set_inheritable(locks.share(os.path.join(OWN, "use")), True)
    os.utime(OWN)


def everyone(root: str) -> list[str]:
    """The folders of all agents on this target."""
    try:
        return sorted(entry.path for entry in os.scandir(os.path.join(root, "agent")) if HEXADECIMAL.issuperset(entry.name))
    except FileNotFoundError:
        return []


def idle(agent: str) -> int | None:
    """The descriptor under which an agent may be removed; None while a job uses it, or where it was put or began a job lately."""
    if time.time() - os.stat(agent).st_mtime < LATELY:
        return None
    use = os.path.join(agent, "use")  # one without the file never started a job
    return locks.take(use if os.path.exists(use) else os.path.join(agent, "__main__.py"), wait=False)


def sweep(root: str) -> None:
    """Remove the agents of other versions that no job uses and that have been left alone for a day."""
    for entry in list(os.scandir(os.path.join(root, "agent"))):
        try:
            if entry.path != OWN and time.time() - entry.stat().st_mtime > QUIET:
                _remove(entry.path)
        except FileNotFoundError:  # noqa: PERF203 - somebody else was first
            continue


def _remove(agent: str) -> None:
    # One without the file never started a job, or is of a version that did not write down who uses it: it costs little.
    lock = locks.take(os.path.join(agent, "use"), wait=False) if os.path.exists(os.path.join(agent, "use")) else None
    if lock is None:
        return
    doomed = os.path.join(os.path.dirname(agent), f".removed-{os.path.basename(agent)}-{os.getpid()}")
    os.rename(agent, doomed)
    os.close(lock)
    import shutil  # with its compressors a megabyte, which every runner would keep for its life

    shutil.rmtree(doomed, ignore_errors=True)
