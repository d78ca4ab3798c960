"""Follows the growing files of a target's jobs, in a thread of its own."""

import threading
import time

from django.db import connection

from computes.errors import ComputeError

from .intake import Intake

WAIT = 15.0  # seconds of one tail call; then the next, from the cursors
BATCH_BYTES = 8 * 2**20


class Follower:
    """One tail call after the other, as long as there is something to follow.

    `news` is called after each batch that was stored; `trouble` holds why the target does not answer, or None."""

    def __init__(self, workdir, intake: Intake, news):
        self.workdir, self.intake, self.news = workdir, intake, news
        self.trouble: ComputeError | None = None
        self.failure: BaseException | None = None
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.thread: threading.Thread | None = None
        self.tail = None

    def follow(self, runs: list) -> None:
        """Follow these runs, and no others. Those of the last call that stay are not interrupted."""
        with self.lock:
            fresh = [self.intake.follow(run) for run in runs if run.job_id not in self.intake.followed]
            if self.tail and fresh:
                self.tail.add({followed.run.job_id: followed.cursors.offsets() for followed in fresh})
        if runs and self.thread is None:
            self.thread = threading.Thread(target=self._run, name="follower", daemon=True)
            self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        with self.lock:
            if self.tail:
                self.tail.stop()
        if self.thread:
            self.thread.join(20)

    def _run(self) -> None:
        try:
            while not self.stopping.is_set():
                self._follow_once()
        except BaseException as failure:  # handed to the driver, which raises it in its own thread
            self.failure = failure
            self.news()
        finally:
            connection.close()

    def _follow_once(self) -> None:
        with self.lock:
            cursors = {job: followed.cursors.offsets() for job, followed in self.intake.followed.items()}
            self.tail = self.workdir.tail(cursors, WAIT) if cursors else None
        if self.tail is None:
            self.stopping.wait(0.05)
            return
        try:
            for frames in self.tail.batches(BATCH_BYTES):
                self.intake.take(frames)
                self.news()
            self.trouble = None
        except ComputeError as trouble:
            self.trouble = trouble
            self.news()
            self.stopping.wait(1.0)
        finally:
            with self.lock:
                self.tail = None
