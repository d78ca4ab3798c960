"""A Python that has py-rattler: the one given (the studio's own, on its own machine), or one made here once and kept below tools/."""

from __future__ import annotations

import os
import shutil
import sys

from .. import locks
from .failure import Failed
from .steps import Steps

VERSION = "0.28.0"
NEEDS = (3, 10)


def python(steps: Steps) -> str:
    given = steps.wanted.get("rattler")
    if given and os.access(given, os.X_OK):
        return given
    tools = os.path.join(steps.job.root, "tools")
    os.makedirs(tools, mode=0o700, exist_ok=True)
    home = os.path.join(tools, f"py-rattler-{VERSION}")
    found = os.path.join(home, "bin", "python")
    lock = _lock(steps, home + ".lock")
    os.set_inheritable(lock, True)  # as with environments: nobody builds beside a uv whose runner was killed
    if not os.path.exists(os.path.join(home, "ready")):
        _build(steps, home, found)
    os.close(lock)
    return found


def _lock(steps: Steps, path: str) -> int:
    lock = locks.take(path, wait=False)
    while lock is None:
        steps.runner.pause(0.1)
        lock = locks.take(path, wait=False)
    return lock


def _build(steps: Steps, home: str, found: str) -> None:
    steps.job.say(f"Putting py-rattler {VERSION}, which installs conda packages, on this target (once)")
    shutil.rmtree(home, ignore_errors=True)
    base = sys.executable if sys.version_info >= NEEDS else ">=3.10"
    try:
        steps.uv("--quiet", "venv", "--no-project", "--no-config", "--python", base, home, cwd=steps.job.root)
        steps.uv("pip", "install", "--python", found, f"py-rattler=={VERSION}", cwd=steps.job.root)
    except Failed as trouble:
        words = str(trouble).partition("could not be built: ")[2] or str(trouble)
        raise Failed(f"py-rattler, which installs conda packages, could not be put on this target: {words}") from trouble
    open(os.path.join(home, "ready"), "w").close()
