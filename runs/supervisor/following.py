"""Follows the growing files of a target's jobs. One thread receives frames, one stores them: what arrives while a batch
is being stored is the next batch, so a quiet run is stored at once and a loud one in large pieces."""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator

from django.db import connection

from computes.errors import ComputeError
from computes.values import Frame
from computes.workdir import Enough, Workdir
from runs.models import Run

from .intake import Intake

TAIL_SECONDS = 30.0  # of one call; the next goes on from the cursors
QUEUED_FRAMES = 24  # of at most 1 MiB: what memory holds when the disk is slower than the target
BATCH_FRAMES = 16


class Follower:
    """`news()` is called after each stored batch. `failure` is what ended the storing, `trouble` why the target is silent."""

    def __init__(self, workdir: Workdir, intake: Intake, news: Callable[[], None]):
        self.workdir, self.intake, self.news = workdir, intake, news
        self.trouble: ComputeError | None = None
        self.failure: BaseException | None = None
        self.frames: queue.Queue[Frame] = queue.Queue(QUEUED_FRAMES)
        self.additions: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []

    def follow(self, runs: list[Run]) -> None:
        """Follow these runs too, from where their cursors stand."""
        for run in runs:
            if run.job_id not in self.intake.followed:
                followed = self.intake.follow(run)
                self.additions.put({run.job_id: followed.cursors.offsets()})
        if runs and not self.threads:
            self._start()

    def stop(self) -> None:
        self.stopping.set()
        self.additions.put(None)
        for thread in self.threads:
            thread.join(20)

    def _start(self) -> None:
        self.threads = [threading.Thread(target=act, name=act.__name__, daemon=True) for act in (self._receive, self._store)]
        for thread in self.threads:
            thread.start()

    def _receive(self) -> None:
        while not self.stopping.is_set():
            self.frames.join()  # the cursors then say where the next call begins
            try:
                self.workdir.tail(self._offsets(), self._accept, TAIL_SECONDS * 2, self._more)
                self.trouble = None
            except ComputeError as trouble:
                self.trouble = trouble
                self.news()
                self.stopping.wait(1.0)

    def _offsets(self) -> dict[str, dict[str, int]]:
        return {job: followed.cursors.offsets() for job, followed in list(self.intake.followed.items())}

    def _more(self) -> Iterator[bytes]:
        """What the tail call reads: jobs that join it. It ends when this does."""
        end = time.monotonic() + TAIL_SECONDS
        while not self.stopping.is_set():
            try:
                addition = self.additions.get(timeout=1.0)
            except queue.Empty:
                addition = {}
            if addition is None or time.monotonic() > end:
                return
            # An empty line now and then finds out whether anybody still reads.
            yield json.dumps({"jobs": addition}).encode() + b"\n" if addition else b"\n"

    def _accept(self, frame: Frame) -> None:
        while not self.stopping.is_set():
            try:
                return self.frames.put(frame, timeout=0.5)
            except queue.Full:
                continue
        raise Enough

    def _store(self) -> None:
        try:
            while not self.stopping.is_set():
                self._store_batch()
        except BaseException as failure:  # raised again in the driver's thread
            self.failure = failure
            self.stopping.set()
            self.news()
        finally:
            connection.close()

    def _store_batch(self) -> None:
        try:
            batch = [self.frames.get(timeout=0.2)]
        except queue.Empty:
            return
        while len(batch) < BATCH_FRAMES and not self.frames.empty():
            batch.append(self.frames.get_nowait())
        self.intake.take(batch)
        for _ in batch:
            self.frames.task_done()
        self.news()
