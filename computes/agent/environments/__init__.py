"""The Python a job runs with: an interpreter somebody else manages, or an environment built here, once, and shared by all jobs that ask
for the same. docs/agent.md tells the form of what is asked for, and the folders."""

from __future__ import annotations

import os

from .failure import Failed, from_system
from .prepared import Prepared

__all__ = ["Failed", "Prepared", "prepare"]
KINDS = ("interpreter", "pip", "conda")


def prepare(folder, wanted: dict, runner) -> Prepared:
    """What the job's processes start with. `runner.attend(pid)` waits for a child and `runner.pause(seconds)` for time; both leave by an
    exception when the run is cancelled meanwhile."""
    kind = wanted["kind"]
    if kind not in KINDS:
        raise Failed(f"This target's agent cannot prepare an environment of kind {kind!r}.")
    for note in wanted.get("notes") or ():
        folder.say(note)
    try:
        return _prepare(kind, folder, wanted, runner)
    except OSError as trouble:
        raise from_system(trouble, folder.root) from trouble


def _prepare(kind: str, folder, wanted: dict, runner) -> Prepared:
    # Only the kind that is asked for: most runs want an interpreter and should not wait for the rest to be imported.
    prepared = __import__(f"{__package__}.{kind}", fromlist=["prepare"]).prepare(folder, wanted, runner)
    if wanted.get("local") and os.path.isdir(folder("code")):  # a build by hand has no code
        from . import local

        return local.install(folder, wanted, runner, prepared)
    return prepared
