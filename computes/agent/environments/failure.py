"""Why an environment could not be prepared, as one sentence. What the tools said stands in setup.log."""

from __future__ import annotations

import os

from .. import room

LONGEST = 600
FULL = (
    "The disk of this target is full: the environment could not be built below {root}, where {left} MB are left. "
    "Remove environments and runs that are not needed any more, and submit again."
)


class Failed(Exception):
    """A sentence for the user. `key` is that of the shared environment which could not be built, if it was that."""

    key: str | None = None


def from_output(path: str, position: int, root: str) -> Failed:
    """What the tool that wrote here said last: from its line 'error: ...' on, with the causes below it."""
    with open(path, encoding="utf-8", errors="replace") as file:
        file.seek(position)
        said = file.read()
    if any(sign in said for sign in room.SIGNS):
        return _full(root)
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["its builder ended without a word."]
    begin = next((number for number, line in enumerate(lines) if line.startswith("error:")), len(lines) - 1)
    words = [line.partition("error:")[2].strip() or line.replace("cause: ", "") for line in lines[begin:]]
    return Failed(("The environment could not be built: " + ": ".join(words))[:LONGEST])


def from_system(trouble: OSError, root: str) -> Failed:
    if room.says_full(trouble):
        return _full(root)
    return Failed(f"The environment could not be prepared: {trouble}.")


def _full(root: str) -> Failed:
    facts = os.statvfs(root)
    return Failed(FULL.format(root=root, left=facts.f_bavail * facts.f_frsize // 1_000_000))
