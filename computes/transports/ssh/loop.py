"""The event loop that holds every SSH connection of this process, in a thread of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

Answer = TypeVar("Answer")

_lock = threading.Lock()
_running: dict[int, asyncio.AbstractEventLoop] = {}  # by process: a thread does not survive a fork


def loop() -> asyncio.AbstractEventLoop:
    with _lock:
        if os.getpid() not in _running:
            _running.clear()
            _running[os.getpid()] = _start()
        return _running[os.getpid()]


def wait_for(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it in the loop; wait for its answer in this thread, which must not be the loop's."""
    return asyncio.run_coroutine_threadsafe(coroutine, loop()).result()


def _start() -> asyncio.AbstractEventLoop:
    started = asyncio.new_event_loop()
    threading.Thread(target=started.run_forever, name="ssh", daemon=True).start()
    return started
