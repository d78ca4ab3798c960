"""Signals as this process hears them: a request to stop interrupts whatever it does, a child's death only wakes it."""

import os
import select
import signal
from types import FrameType

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Somebody asked the studio to stop: Ctrl-C, `kill`, a closed terminal."""


class Hurry(BaseException):
    """Asked again while it was stopping."""


def listen() -> None:
    for number in STOPS:
        signal.signal(number, _stop)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(_ring, warn_on_full_buffer=False)


def second_request() -> None:
    """From now on a request to stop raises Hurry."""
    for number in STOPS:
        signal.signal(number, _hurry)


def ignore() -> None:
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


def wait(seconds: float) -> None:
    """Sleeps, but not through a signal."""
    if select.select([_bell], [], [], seconds)[0]:
        os.read(_bell, 4096)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _hurry(number: int, frame: FrameType | None) -> None:
    raise Hurry


_bell, _ring = os.pipe()
os.set_blocking(_ring, False)
