"""One JSON document in (the first line of stdin; a stream may follow), one JSON document out."""

from __future__ import annotations

import json
import os
import sys

from . import room
from .refused import Refused

VERBS = (
    "start",
    "poll",
    "cancel",
    "tail",
    "checkout",
    "checkout_tar",
    "outputs",
    "fetch",
    "probe",
    "list",
    "clean",
    "environments",
    "drop",
    "write",
    "read",
    "remove",
    "look",
    "index",
    "usage",
    "reclaim",
    "purge",
)
REFUSED = 3


def main(arguments: list[str]) -> int:
    # Everything of a run is for its owner alone. The user's own process gets the umask back (spawn.py).
    previous_umask = os.umask(0o077)
    try:
        answer = _answer(arguments[0] if arguments else "", previous_umask)
    except Refused as trouble:
        # On stderr, so that a verb that has begun to stream raw bytes can still refuse.
        _print({"error": str(trouble), "full": trouble.full}, sys.stderr)
        return REFUSED
    except BrokenPipeError:
        return 0  # the studio stopped listening, and asks again when it needs to
    if answer is not None:
        _print(answer, sys.stdout)
    return 0


def _answer(verb: str, umask: int) -> dict | None:
    if verb not in VERBS:
        raise Refused("The agent has no verb {!r}; it has {}.".format(verb, ", ".join(VERBS)))
    ask = json.loads(sys.stdin.buffer.readline() or b"{}")
    ask["umask"] = umask
    module = __import__(f"{__package__}.verbs.{verb}", fromlist=["answer"])
    try:
        return module.answer(ask, sys.stdin.buffer)
    except BrokenPipeError:
        raise
    except OSError as trouble:
        raise Refused(f"The target could not {verb}: {trouble}.", room.is_full(ask.get("root", ""), trouble)) from trouble
    except Refused as refusal:
        raise Refused(str(refusal), refusal.full or room.is_full(ask.get("root", ""), refusal)) from refusal
    except (ArithmeticError, LookupError, TypeError, ValueError) as trouble:
        # Damaged files of one job: an answer about that job, not silence of the whole target.
        raise Refused(f"The agent stumbled over the files of this {verb}: {type(trouble).__name__}: {trouble}.") from trouble


def _print(answer: dict, where) -> None:
    where.write(json.dumps(answer) + "\n")
    where.flush()
