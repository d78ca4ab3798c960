"""What is done for single runs: in threads, one act at a time for a run, and trouble with one never stops the others."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, connection
from django.utils import timezone

from computes.agent.room import says_full
from computes.errors import ComputeError, DiskFull, NotReached
from computes.models import Fenced
from computes.values import Handle
from runs.models import Run, State

from . import settling, silence, staging
from .fence import Fence
from .intake import Intake

logger = logging.getLogger(__name__)
THREADS = 16  # at most; each is made when all others are busy, so that no cancel waits for somebody's gigabytes
RETRY_SECONDS = 2.0
FAULT_SECONDS = 30.0  # before an act that met a fault of our own is tried again
# How long a target that answers may fail to hand over what a run left, before the run ends without it.
COLLECT_PATIENCE = timedelta(minutes=2)


class Acts:
    """`news()` is called after each act: the run may need the next at once."""

    def __init__(self, workdir, launcher, intake: Intake, fence: Fence, news: Callable[[], None]):
        self.workdir, self.launcher, self.intake, self.fence, self.news = workdir, launcher, intake, fence, news
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="act")
        self.under_way: dict[int, Future] = {}
        self.resting: dict[int, float] = {}  # runs whose last act met trouble, and until when
        self.cancelled: set[int] = set()  # asked for in this pass

    def begin(self, run: Run) -> None:
        """Begin what this run needs next, if anything."""
        if run.pk in self.under_way or time.monotonic() < self.resting.get(run.pk, 0.0):
            return
        if act := self._next(run):
            self.under_way[run.pk] = self.pool.submit(self._do, act, run)

    def collect(self) -> None:
        """Let go of the acts that are done. Raises what no run could be blamed for: Fenced, a database that is away."""
        for pk, act in list(self.under_way.items()):
            if act.done():
                del self.under_way[pk]
                self._look_at(pk, act.exception())

    def _look_at(self, pk: int, trouble: BaseException | None) -> None:
        # What the database refuses to keep of one run is that run's trouble: the others go on.
        if isinstance(trouble, (Fenced, DatabaseError)) and not isinstance(trouble, (DataError, IntegrityError)):
            raise trouble
        if trouble is not None:  # a fault of ours: it is in the log, and the other runs go on
            logger.error("run %s: %s; trying again in %d s", pk, trouble, FAULT_SECONDS, exc_info=trouble)
            self.resting[pk] = time.monotonic() + FAULT_SECONDS

    def finish(self) -> None:
        self.pool.shutdown(wait=True)

    def _next(self, run: Run) -> Callable[[Run], None] | None:
        if run.state == State.CANCEL_REQUESTED:
            if run.handle is None:
                return self._cancel_unstarted
            return self._cancel if run.pk not in self.cancelled else None
        # Running without a handle: its job told so before we could write the handle down, or whoever should have was killed.
        if run.state in (State.PREPARING, State.RUNNING, State.NOT_RESPONDING) and run.handle is None:
            return self._stage
        if run.state == State.FINALIZING and self.intake.complete(run):
            return self._settle
        return None

    def _do(self, act: Callable[[Run], None], run: Run) -> None:
        try:
            _twice(act, run)
            if run.target.unreachable and act != self._cancel_unstarted:
                run.target.answered()
        except ComputeError as trouble:
            self.resting[run.pk] = time.monotonic() + RETRY_SECONDS
            self._in_trouble(act, run, trouble)
        except OSError as trouble:
            if not says_full(trouble):
                raise
            self.resting[run.pk] = time.monotonic() + RETRY_SECONDS
            silence.no_room_here(run, trouble, self.fence)
        finally:
            connection.close()
            self.news()

    # -- the acts ---------------------------------------------------------------------------------------------------

    def _stage(self, run: Run) -> None:
        staging.stage(run, self.workdir, self.launcher, self.fence)

    def _cancel(self, run: Run) -> None:
        # Once a pass: a request that a killed worker never sent is sent by the next.
        self.launcher.cancel(Handle.from_dict(run.handle or {}), force=False, grace=settings.CANCEL_GRACE_SECONDS)
        self.cancelled.add(run.pk)

    def _cancel_unstarted(self, run: Run) -> None:
        """Nothing was started as far as we know; a worker that was killed while it did may know better."""
        if staging.sent(run):
            # Submitting again is how its handle is had again; with it the next look can cancel.
            return self._stage(run)
        staging.call_off(run, "no process was running", self.fence)

    def _settle(self, run: Run) -> None:
        settling.settle(run, self.workdir, self.fence)
        self.intake.forget(run)

    def _in_trouble(self, act: Callable[[Run], None], run: Run, trouble: ComputeError) -> None:
        if trouble.transient or isinstance(trouble, NotReached):
            silence.silent(run.target, [run], trouble, self.fence)
        elif act == self._settle:
            self._not_collected(run, str(trouble))
        elif isinstance(trouble, DiskFull) and act == self._cancel_unstarted:
            # Its agent looks for a runner before it makes room for one: there is none.
            staging.call_off(run, f"there was no room for it on {run.target}", self.fence)
        elif isinstance(trouble, DiskFull):
            silence.full(run, trouble, self.fence)
        elif act in (self._stage, self._cancel_unstarted):
            staging.fail(run, str(trouble), self.fence)

    def _not_collected(self, run: Run, trouble: str) -> None:
        if timezone.now() - run.since < COLLECT_PATIENCE:
            with self.fence.write():
                run.wait_for(f"What it left cannot be collected yet: {trouble}")
            return
        settling.give_up(run, trouble, self.fence)
        self.intake.forget(run)


def _twice(act: Callable[[Run], None], run: Run) -> None:
    """If need be: a kept connection that died unnoticed says nothing about the target."""
    try:
        act(run)
    except ComputeError as trouble:
        if not trouble.transient:
            raise
        act(run)
