"""A worker that stands still, as on a machine that sleeps, and comes back later."""

import signal
import time
from pathlib import Path

from tests.faults.desk import Desk
from tests.live import LiveStudio


def pause(studio: LiveStudio, desk: Desk) -> None:
    """SIGSTOP, at a moment when it holds no lock in the database: nobody can take that from a paused process."""
    _stop(studio)
    while not desk.can_write():
        go_on(studio)
        time.sleep(0.05)
        _stop(studio)


def go_on(studio: LiveStudio) -> None:
    studio.kill("worker", number=signal.SIGCONT)


def _stop(studio: LiveStudio) -> None:
    """Its threads go on for a moment, until the first of them takes the signal."""
    studio.kill("worker", number=signal.SIGSTOP)
    threads = Path(f"/proc/{studio.pid('worker')}/task")
    studio.until(lambda: all(_state(thread) == "T" for thread in threads.iterdir()), "every thread of the worker stands still")


def _state(thread: Path) -> str:
    return (thread / "stat").read_text().rpartition(")")[2].split()[0]
