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
# Between two batches: a script that prints a hundred lines a second costs a third of the transactions, and nobody sees the wait.
GATHER_SECONDS = 0.025


class Follower:
    """`news()` is called after a batch that may call for an act. `failure` is what ended the following."""

    def __init__(self, workdir: Workdir, intake: Intake, news: Callable[[], None]):
        self.workdir, self.intake, self.news = workdir, intake, news
        self.failure: BaseException | None = None
        self.frames: queue.Queue[Frame] = queue.Queue(QUEUED_FRAMES)
        self.additions: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []
        self.began = self.stored = 0.0  # when this tail did, and when the last batch was

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
        acts = (self._receive, self._store)
        self.threads = [threading.Thread(target=self._run, args=(act,), name=act.__name__, daemon=True) for act in acts]
        for thread in self.threads:
            thread.start()

    def _run(self, act: Callable[[], None]) -> None:
        try:
            while not self.stopping.is_set():
                act()
        except BaseException as failure:  # raised again in the driver's thread
            self.failure = failure
            self.stopping.set()
            self.news()
        finally:
            connection.close()

    def _receive(self) -> None:
        self._drain()
        self.began = time.monotonic()
        try:
            self.workdir.tail(self._offsets(), self._accept, TAIL_SECONDS * 2, self._more)
        except ComputeError:  # whether the target is silent is for the poll to say
            self.stopping.wait(1.0)

    def _drain(self) -> None:
        """Until all that was received is stored: the cursors then say where the next call begins."""
        with self.frames.all_tasks_done:
            while self.frames.unfinished_tasks and not self.stopping.is_set():
                self.frames.all_tasks_done.wait(0.5)

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
            if addition is None or time.monotonic() > end or self.intake.overslept(self.began):
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
            batch = [self.frames.get(timeout=0.2)]
        except queue.Empty:
            return
        self._gather()
        while len(batch) < BATCH_FRAMES and not self.frames.empty():
            batch.append(self.frames.get_nowait())
        if self.intake.take(batch):
            self.news()
        self.stored = time.monotonic()
        for _ in batch:
            self.frames.task_done()

    def _gather(self) -> None:
        """What comes after silence is stored at once; what follows on it soon waits a moment for more."""
        left = self.stored + GATHER_SECONDS - time.monotonic()
        if left > 0 and self.frames.qsize() < BATCH_FRAMES:
            self.stopping.wait(left)
