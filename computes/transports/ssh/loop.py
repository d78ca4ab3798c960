"""The event loop that holds every SSH connection of this process, in a thread of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Answer = TypeVar("Answer")
LOOKUPS = 32  # of names at once: one that hangs cannot be broken off, and shall not hold up those of other machines

_lock = threading.Lock()
_started: list[asyncio.AbstractEventLoop] = []
os.register_at_fork(after_in_child=_started.clear)  # the thread is not in the child


def loop() -> asyncio.AbstractEventLoop:
    with _lock:
        if not _started:
            _started.append(_start())
        return _started[0]


def wait_for(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it in the loop; wait for its answer in this thread, which must not be the loop's."""
    return asyncio.run_coroutine_threadsafe(coroutine, loop()).result()


def _start() -> asyncio.AbstractEventLoop:
    started = asyncio.new_event_loop()
    started.set_default_executor(ThreadPoolExecutor(LOOKUPS, "ssh"))
    threading.Thread(target=started.run_forever, name="ssh", daemon=True).start()
    return started
