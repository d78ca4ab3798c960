"""One pass: for some seconds, everything that a sweep needs, under its lease."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from computes.models import Fenced
from runs.models import Sweep
from studio import doorbell

from .fence import Fence
from .rounds import FROZEN, Rounds, free

logger = logging.getLogger(__name__)
PASS_SECONDS = 30.0
LOOK_SECONDS = 1.0  # between two rounds, where no bell is heard
QUIET_SECONDS = 3.0  # without a trial on its target, before no thread is kept for the sweep any longer
FAULT_SECONDS = 30.0  # before a sweep that met a fault of our own is tried again
# A sweep with trials on their target keeps a thread of the worker; targets need theirs. Beyond that many, each is looked at now and then.
PLACES = threading.BoundedSemaphore(24)
# Set when this worker is asked to end: passes leave at once, and the next worker goes on.
stopping = threading.Event()


def advance(pk: int, seconds: float = PASS_SECONDS) -> bool:
    """Take the sweep forward for a while, if nobody else does; one round at least. Whether it needs somebody at once again."""
    # Asked for at each end of a trial: where somebody is at it, a read is all that it costs.
    sweep = free().select_related(*(f"run__{name}" for name in FROZEN)).filter(pk=pk).first()
    if sweep is None or sweep.run.final or stopping.is_set() or (token := sweep.take_lease(settings.LEASE_SECONDS)) is None:
        return False
    fence = Fence(sweep, token)
    try:
        with Heart(fence) as heart, _place() as stays:
            more = _drive(sweep, fence, heart, time.monotonic() + (seconds if stays else 0.0)) and stays
        fence.release()
        return more
    except Fenced:
        logger.warning("lost the lease of sweep %s; whoever has it now goes on", pk)
    except (OperationalError, InterfaceError):  # the database is away or busy: the next pass may meet it well again
        fence.release()
        raise
    except Exception as fault:  # of ours, or of what draws the points: it is in the log, and nobody tries it again at once
        logger.error("sweep %s: %s; trying again in %d s", pk, fault, FAULT_SECONDS, exc_info=fault)
        fence.renew(FAULT_SECONDS)
    return False


@contextmanager
def _place() -> Iterator[bool]:
    """Whether there is one for a whole pass."""
    stays = PLACES.acquire(blocking=False)
    try:
        yield stays
    finally:
        if stays:
            PLACES.release()


def _drive(sweep: Sweep, fence: Fence, heart: "Heart", until: float) -> bool:
    rounds, busy = Rounds(sweep, fence), time.monotonic()
    with ExitStack() as listening:
        ear: doorbell.Ear | None = None  # of who looks once and goes, nobody has to know
        while rounds.round():
            now = time.monotonic()
            busy = now if rounds.busy else busy
            if now >= until or stopping.is_set() or now - busy > QUIET_SECONDS:
                return now - busy <= QUIET_SECONDS and not stopping.is_set()
            ear = ear or listening.enter_context(closing(doorbell.Ear(doorbell.sweep(sweep.pk))))
            ear.wait(LOOK_SECONDS)
            if heart.lost.is_set():
                raise Fenced(f"sweep {sweep.pk}")
    return False


class Heart:
    """Keeps the lease while a round takes its time: to draw points may."""

    def __init__(self, fence: Fence):
        self.fence = fence
        self.over, self.lost = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> "Heart":
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        self.thread.join(5)

    def _beat(self) -> None:
        try:
            while not self.over.wait(settings.LEASE_SECONDS / 4):
                self.fence.renew()
        except (Fenced, DatabaseError):
            self.lost.set()
        finally:
            connection.close()
