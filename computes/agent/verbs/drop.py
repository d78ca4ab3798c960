"""Remove environments from this target. One that is being built, or that a job runs in, stays, and the answer says why."""

from __future__ import annotations

import os
import shutil

from ..environments.home import DOOMED, Home
from .environments import is_being_built


def answer(ask: dict, rest) -> dict:
    removed, refused = [], {}
    for home in [Home(ask["root"], key) for key in ask["keys"]]:
        if not os.path.isdir(home.path):
            continue
        why = _drop(home)
        if why:
            refused[home.key] = why
        else:
            removed.append(home.key)
    return {"removed": removed, "refused": refused}


def _image_stays(home: Home) -> str | None:
    if not os.path.exists(home("image.json")):
        return None
    from ..containers import kept  # which targets without containers need not pay for

    return kept.remove(home)


def _drop(home: Home) -> str | None:
    lock = home.lock()
    if lock is None:
        what = "being built" if is_being_built(home) else "being prepared for a run"
        return f"Environment {home.key} is {what} at this moment: wait until it is ready, or cancel that run."
    try:
        if any(home.in_use(build) for build in home.builds()):
            return f"A run uses environment {home.key} at this moment: wait until it has ended, or cancel it."
        why = _image_stays(home)
        if why:
            return why
        doomed = os.path.join(os.path.dirname(home.path), f"{DOOMED}{home.key}-{os.getpid()}")
        os.rename(home.path, doomed)  # at once: a job that asks now builds it anew, in a folder of its own
    finally:
        os.close(lock)
    shutil.rmtree(doomed, ignore_errors=True)
    return None
