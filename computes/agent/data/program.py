"""The transfer itself, in its own process."""

from __future__ import annotations

import json
import os
import signal
import sys

from ..folders import write_atomically
from . import looking, moving
from .failed import Failed
from .masking import masked
from .stores import opened


def main() -> int:
    ask = json.loads(sys.stdin.buffer.read())
    signal.signal(signal.SIGTERM, _leave)
    try:
        store = opened(ask["place"], ask["options"])
        told = {"download": moving.download, "upload": moving.upload, "look": looking.look}[ask["act"]](store, ask)
    except Failed as trouble:
        return _report(ask, {"error": masked(str(trouble), ask["options"])})
    except OSError as trouble:  # of this machine's disk: what a store raises is Failed already
        return _report(ask, {"error": f"{trouble.strerror or trouble}: {trouble.filename or ask['here']}."})
    _report(ask, told)
    return 0


def _report(ask: dict, told: dict) -> int:
    write_atomically(ask["report"], json.dumps(told).encode())
    return 3


def _leave(number, frame) -> None:
    """At a cancel: leave no half of a file behind, and wait for no thread."""
    moving.forget_unfinished()
    os._exit(128 + number)
