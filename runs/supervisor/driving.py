"""One pass: for some seconds, everything that a target's active runs need, under its lease."""

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.db import connection

from computes.errors import ComputeError
from computes.kinds import open_target
from computes.models import Fenced, Target
from computes.values import Handle
from runs.models import Run, State
from studio import doorbell

from . import queueing, reaching, settling, staging
from .fence import Fence
from .following import Follower
from .intake import Intake

logger = logging.getLogger(__name__)
PASS_SECONDS = 30.0
LOOK_SECONDS = 2.0  # between two polls: what only a poll tells (a dead agent) is no hurry


def supervise(pk: int, seconds: float = PASS_SECONDS) -> bool:
    """Drive the target for a while, if nobody else does. Whether there is more to do."""
    target = Target.objects.filter(pk=pk).first()
    token = target.lease(settings.LEASE_SECONDS) if target else None
    if token is None:
        return False
    fence = Fence(target, token)
    try:
        with Driver(target, fence) as driver:
            driver.drive(time.monotonic() + seconds)
    except Fenced:
        logger.warning("lost the lease of %s; whoever has it now goes on", target)
    finally:
        fence.release()
    return Run.objects.filter(target=target).active().exists()


class Driver:
    """Holds what one pass needs: the connection to the target, the follower, a few threads."""

    def __init__(self, target: Target, fence: Fence):
        self.target, self.fence = target, fence
        self.workdir, self.launcher = open_target(target.kind, target.options_with_defaults())
        self.intake = Intake(fence)
        self.ear = doorbell.Ear(doorbell.work(target.pk))
        self.follower = Follower(self.workdir, self.intake, self.ear.nudge)
        self.pool = ThreadPoolExecutor(4, thread_name_prefix="stage")
        self.acts: dict[int, Future] = {}
        self.cancelled: set[int] = set()
        self.looked = 0.0
        self.over = threading.Event()
        self.heart = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> "Driver":
        self.heart.start()
        return self

    def __exit__(self, *_) -> None:
        self.over.set()
        self.follower.stop()
        self.pool.shutdown(wait=True)
        self.ear.close()
        self.heart.join(5)

    def drive(self, until: float) -> None:
        while time.monotonic() < until and not self.over.is_set():
            runs = self._runs()
            if not runs:
                return
            self._act(runs)
            self._look(runs)
            if self.follower.failure:
                raise self.follower.failure
            self.ear.wait(0.5)
        if self.over.is_set():
            raise Fenced(self.target.name)

    def _runs(self) -> list[Run]:
        related = ["experiment", "target", "snapshot__source", "configuration"]
        return list(Run.objects.filter(target=self.target).active().select_related(*related).order_by("pk"))

    def _act(self, runs: list[Run]) -> None:
        """What each run needs next. Acts that talk to the target run in threads, one at a time for a run."""
        self._collect_acts()
        queueing.admit(runs, self.target, self.fence)
        for run in runs:
            if run.pk not in self.acts and (act := self._next_act(run)):
                self.acts[run.pk] = self.pool.submit(_threaded, act, run)
        self.follower.follow([run for run in runs if run.handle])

    def _next_act(self, run: Run):
        if run.state == State.CANCEL_REQUESTED:
            if run.handle is None:
                return self._cancel_unstarted
            return self._cancel if run.pk not in self.cancelled else None
        if run.state in (State.PREPARING, State.NOT_RESPONDING) and run.handle is None:
            return self._stage
        if run.state == State.FINALIZING and self._complete(run):
            return self._settle
        return None

    def _collect_acts(self) -> None:
        for pk, act in list(self.acts.items()):
            if act.done():
                del self.acts[pk]
                act.result()

    # -- acts, each in a thread -------------------------------------------------------------------------------------

    def _stage(self, run: Run) -> None:
        try:
            staging.stage(run, self.workdir, self.launcher, self.fence)
        except ComputeError as trouble:
            self._in_trouble(run, trouble)
        self.ear.nudge()

    def _cancel(self, run: Run) -> None:
        # Once a pass: a request that a killed worker never sent is sent by the next.
        self.launcher.cancel(Handle.from_dict(run.handle), force=False, grace=settings.CANCEL_GRACE_SECONDS)
        self.cancelled.add(run.pk)

    def _cancel_unstarted(self, run: Run) -> None:
        """Nothing was started as far as we know; a worker killed while staging may know better."""
        if run.events.filter(after=State.PREPARING).exists():
            # Submitting again is how its handle is had again; with it the next look can cancel.
            return self._stage(run)
        with self.fence.write():
            run.move(State.CANCELED, "It had not started: no process was running.", processes_ended=0, processes_left=0)

    def _settle(self, run: Run) -> None:
        settling.settle(run, self.workdir, self.fence)
        self.intake.forget(run)
        self.ear.nudge()

    def _in_trouble(self, run: Run, trouble: ComputeError) -> None:
        if trouble.transient:
            self.target.silent(str(trouble))
            return
        with self.fence.write():
            run.refresh_from_db(fields=["state"])
            run.move(State.FAILED, str(trouble))

    # -- looking ----------------------------------------------------------------------------------------------------

    def _complete(self, run: Run) -> bool:
        told = run.events.filter(kind="finished").last()
        followed = self.intake.followed.get(run.job_id)
        return bool(told and followed and followed.cursors.complete(told.data.get("sizes", {})))

    def _look(self, runs: list[Run]) -> None:
        if time.monotonic() - self.looked < LOOK_SECONDS:
            return
        self.looked = time.monotonic()
        reaching.look(self.target, self.launcher, [run for run in runs if run.handle], self.fence)

    def _beat(self) -> None:
        """Keep the lease while the pass lives; when it is lost, end the pass."""
        try:
            while not self.over.wait(settings.LEASE_SECONDS / 4):
                self.fence.renew(settings.LEASE_SECONDS)
        except Fenced:
            self.over.set()
        finally:
            connection.close()


def _threaded(act, run: Run) -> None:
    try:
        act(run)
    finally:
        connection.close()
