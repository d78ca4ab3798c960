"""Frames of a tail into files and rows: bytes at their offsets first, then cursors, points and moves in one transaction."""

import logging
import time

from django.db import DatabaseError, DataError, IntegrityError, transaction

from computes.models import Fenced
from runs.models import Run, Stream
from studio import doorbell

from . import news, silence
from .clock import Clock
from .cursors import EVENTS, METRICS, Cursor, Cursors
from .fence import Fence
from .journal import Journal

logger = logging.getLogger(__name__)
REST_SECONDS = 30.0  # before a run whose lines met a fault of our own is read again
FULL_SECONDS = 3.0  # before one is whose bytes found no room here


class Intake:
    """Everything that is being received from one target."""

    def __init__(self, fence: Fence):
        self.fence = fence
        self.clock = Clock(fence.target.health.get("skew", 0.0))
        self.followed: dict[str, Followed] = {}

    def follow(self, run: Run) -> "Followed":
        if run.job_id not in self.followed:
            self.followed[run.job_id] = Followed(run, self.clock)
        return self.followed[run.job_id]

    def forget(self, run: Run) -> None:
        self.followed.pop(run.job_id, None)

    def complete(self, run: Run) -> bool:
        """Whether the job told that it is over, and all that it wrote is stored."""
        followed = self.followed.get(run.job_id)
        return bool(followed and followed.sizes is not None and followed.has(followed.sizes))

    def take(self, frames: list) -> bool:
        """Store a batch of frames; whether it may call for an act. Raises Fenced, and nothing but harmless bytes has been written then."""
        touched: dict[str, Followed] = {}
        for frame in frames:
            followed = self.followed.get(frame.job)
            self.clock.heard(frame.at)
            if followed and not followed.resting and self._received(followed, frame):
                touched[frame.job] = followed
        touched = {job: followed for job, followed in touched.items() if followed is self.followed.get(job)}
        changed = [followed for followed in touched.values() if followed.changed]
        if changed:
            with self.fence.write():
                kept = [self._commit(followed) for followed in changed]
            for followed in [followed for followed, good in zip(changed, kept, strict=True) if not good]:
                self._rest(followed, REST_SECONDS)
                del touched[followed.run.job_id]
        told = [followed.committed() for followed in touched.values()]
        return any(told)

    def overslept(self, began: float) -> bool:
        """Whether a tail of that beginning passed over lines of a run that is rested now: only another tail brings them."""
        return any(began < followed.rests_until <= time.monotonic() for followed in list(self.followed.values()))

    def _received(self, followed: "Followed", frame) -> bool:
        """False when the studio has no room for it: the target keeps what it wrote, so it comes again from the cursor."""
        try:
            followed.receive(frame)
        except OSError as trouble:
            logger.warning("run %s: %s cannot be stored: %s; trying again", followed.run.pk, frame.file, trouble)
            self._rest(followed, FULL_SECONDS)
            silence.no_room_here(followed.run, trouble, self.fence)
            return False
        return True

    def _rest(self, followed: "Followed", seconds: float) -> None:
        self.followed[followed.run.job_id] = followed.anew(seconds)

    def _commit(self, followed: "Followed") -> bool:
        """In a savepoint of its own: what cannot be kept of one run is its own trouble, and the others' lines are stored."""
        try:
            with transaction.atomic():
                followed.commit()
        except Exception as trouble:
            if isinstance(trouble, (Fenced, DatabaseError)) and not isinstance(trouble, (DataError, IntegrityError)):
                raise  # of the lease or the database, not of a run
            logger.exception("run %s: its lines could not be stored; trying again in %d s", followed.run.pk, REST_SECONDS)
            return False
        return True


class Followed:
    """One run whose files are being received. `sizes`: the final lengths of its files; None until it told that it is over."""

    def __init__(self, run: Run, clock: Clock):
        self.run, self.clock, self.cursors, self.journal = run, clock, Cursors(run), Journal(run, clock)
        self.changed: dict[str, bytes] = {}
        self.stored = self.cursors.offsets()
        self.sizes = news.told_sizes(run)
        self.rests_until = 0.0

    @property
    def resting(self) -> bool:
        """Frames that come meanwhile are passed over: the next tail begins at the cursors again."""
        return time.monotonic() < self.rests_until

    def anew(self, seconds: float) -> "Followed":
        """From what is committed, after a rest."""
        fresh = Followed(self.run, self.clock)
        fresh.rests_until = time.monotonic() + seconds
        return fresh

    def has(self, sizes: dict[str, int]) -> bool:
        """Whether that much of each file is here, stored and committed."""
        return all(self.stored.get(name, 0) >= size for name, size in sizes.items())

    def receive(self, frame) -> None:
        """Bytes to their place in the file."""
        cursor = self.cursors[frame.file]
        stored = cursor.take(cursor.new_part(frame.offset, frame.data))
        cursor.stream.size = max(cursor.stream.size, frame.size)
        if stored:
            held = self.changed.get(frame.file, b"") + stored if frame.file in (METRICS, EVENTS) else b""
            self.changed[frame.file] = held

    def commit(self) -> None:
        """Inside the transaction. What it changes here counts only if that commits: after a failure this run begins anew."""
        for name in self.changed:
            self._move(self.cursors.known[name])
        if lines := self.changed.get(METRICS):
            self.journal.store(lines, self.cursors.known[METRICS].offset)
        if lines := self.changed.get(EVENTS):
            self.run.refresh_from_db(fields=["state", "since", "reason", "ended", "started"])
            news.take(self.run, lines, self.clock)
        if self.rests_until:
            self.rests_until = 0.0
            silence.room_here(self.run)
        # Whoever looks at the run is told at once; lists of runs, which look once a second anyway, hear of its moves alone.
        doorbell.ring_on_commit(doorbell.run(self.run.pk), *self.run.bells_of_sweep)

    def committed(self) -> bool:
        """After the transaction: whether the run may need an act now."""
        if EVENTS in self.changed:
            self.sizes = news.told_sizes(self.run)
        told = EVENTS in self.changed or self.sizes is not None
        self.stored, self.changed = self.cursors.offsets(), {}
        return told

    def _move(self, cursor: Cursor) -> None:
        # Row by row: for the two or three that there are, Django's bulk_update takes four times as long.
        Stream.objects.filter(pk=cursor.stream.pk).update(offset=cursor.offset, lines=cursor.lines, size=cursor.stream.size)
