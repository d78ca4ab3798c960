"""One pass: for some seconds, everything that a target's active runs need, under its lease."""

import logging
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connection

from computes.errors import ComputeError
from computes.models import Fenced, Target
from computes.reach import reach
from runs.models import Run, State
from runs.models.state import HOLDING
from studio import doorbell

from . import reaching, silence, staging
from .acts import Acts
from .fence import Fence
from .following import Follower
from .intake import Intake
from .queueing import Queue, looking

logger = logging.getLogger(__name__)
PASS_SECONDS = 30.0
REACHED_BY = ("kind", "options", "sealed", "host_key", "other_host_key")
ROUND_SECONDS = 0.03  # from one round's beginning to the next at least: many bells at once are answered together
LOOK_SECONDS = 2.0  # between two polls: what only a poll tells (a dead agent) is no hurry
# Set when this worker is asked to end: passes leave at once, and the next worker goes on.
stopping = threading.Event()


def supervise(pk: int, seconds: float = PASS_SECONDS) -> bool:
    """Drive the target for a while, if nobody else does. Whether there is more to do."""
    target = Target.objects.filter(pk=pk).first()
    if target is None or stopping.is_set() or (token := target.lease(settings.LEASE_SECONDS)) is None:
        return False
    fence = Fence(target, token)
    try:
        if looking.closed(target) and not Run.objects.filter(target=target).on_target().exists():
            Queue(target, fence).admit(target, [])  # who waits is told why; no thread stays for a target that may be closed for weeks
            return False
        with Driver(target, fence) as driver:
            driver.drive(time.monotonic() + seconds)
    except Fenced:
        logger.warning("lost the lease of %s; whoever has it now goes on", target)
    except ComputeError as trouble:  # it cannot even be opened: the clock asks again, when its owner may have mended it
        _not_opened(target, trouble, fence)
        return False
    finally:
        fence.release()
    return not stopping.is_set() and Run.objects.filter(target=target).active().jobs().exists()


def _not_opened(target: Target, trouble: ComputeError, fence: Fence) -> None:
    """Nobody can be asked; what was never sent there needs nobody to be cancelled."""
    runs = list(Run.objects.filter(target=target).on_target())
    for run in runs:
        if run.state == State.CANCEL_REQUESTED and run.handle is None and not staging.sent(run):
            staging.call_off(run, "no process was running", fence)
    silence.silent(target, [run for run in runs if not run.final], trouble, fence)


class Driver:
    """Holds what one pass needs: the connection to the target, the follower, the acts, the lease's heart."""

    def __init__(self, target: Target, fence: Fence):
        self.target, self.fence = target, fence
        self.workdir, self.launcher = reach(target)
        self.intake = Intake(fence)
        self.queue = Queue(target, fence)
        self.ear = doorbell.Ear(doorbell.work(target.pk))
        self.follower = Follower(self.workdir, self.intake, self.ear.nudge)
        self.acts = Acts(self.workdir, self.launcher, self.intake, fence, self.ear.nudge)
        self.looked = self.longest = 0.0
        self.over, self.lost = threading.Event(), threading.Event()
        self.heart = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> "Driver":
        self.heart.start()
        return self

    def __exit__(self, *_) -> None:
        # The heart beats to the last: while an act of ours goes on, nobody else shall begin the same.
        self.follower.stop()
        self.acts.finish()
        self.over.set()
        self.ear.close()
        self.heart.join(5)
        logger.info("drove %s; its longest round took %.3f s", self.target, self.longest)

    def drive(self, until: float) -> None:
        # A long act (gigabytes on their way) prolongs the pass: ended without it, the other runs would wait for it too.
        while not stopping.is_set() and (time.monotonic() < until or self.acts.under_way):
            now, runs = Target.objects.get(pk=self.target.pk), self._runs()
            if self._altered(now) or not (runs or Run.objects.filter(target=now).waiting().exists()):
                return
            began = time.monotonic()
            self._serve(now, runs)
            self.longest = max(self.longest, time.monotonic() - began)
            self._listen(began)
            if self.lost.is_set():
                raise Fenced(self.target.name)

    def _listen(self, began: float) -> None:
        """Until somebody rings. Who rang right after the last round waits for those who ring with them."""
        self.ear.wait(0.5)
        self.over.wait(began + ROUND_SECONDS - time.monotonic())

    def _runs(self) -> list[Run]:
        """Those that were sent there; of the others the queue looks at as many as it needs."""
        related = ["experiment", "target", "snapshot__source", "configuration", "submitted_by"]
        return list(Run.objects.filter(target=self.target).on_target().select_related(*related).order_by("pk"))

    def _altered(self, now: Target) -> bool:
        """Whether somebody edited how the target is reached: the next pass opens it anew."""
        return any(getattr(now, name) != getattr(self.target, name) for name in REACHED_BY)

    def _serve(self, now: Target, runs: list[Run]) -> None:
        self.acts.collect()
        if self.queue.admit(now, [run for run in runs if run.state in HOLDING]):
            runs = self._runs()
        # Before their jobs are started: the target's ear is open by the time there is something to hear.
        self.follower.follow(runs)
        for run in runs:
            self.acts.begin(run)
        self._look(runs)
        if self.follower.failure:
            raise self.follower.failure

    def _look(self, runs: list[Run]) -> None:
        if time.monotonic() - self.looked < LOOK_SECONDS:
            return
        self.looked = time.monotonic()
        there = [run for run in runs if run.handle]
        if there:
            reaching.Look(self.target, self.launcher, self.intake, self.fence, self.acts.cancelled).at(there)

    def _beat(self) -> None:
        """Keep the lease while the pass lives; when it is lost, end the pass."""
        try:
            while not self.over.wait(settings.LEASE_SECONDS / 4):
                self.fence.renew(settings.LEASE_SECONDS)
        except (Fenced, DatabaseError):
            self.lost.set()
            self.ear.nudge()
        finally:
            connection.close()
