"""One more worker beside a live studio's own, as a team starts it on a second machine."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.serve import programs
from tests.live import ROOT, LiveStudio


class Worker:
    def __init__(self, studio: LiveStudio, log: Path):
        address = (studio.data / "run" / "redis.url").read_text().strip()
        surroundings = {"TRAINSHED_DATA": str(studio.data), "REDIS_URL": address, "DJANGO_SETTINGS_MODULE": "studio.settings"}
        command = [*programs.worker(), "--hostname", "second@%h", "--loglevel", "info"]
        self.log_file = log
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=studio.environment | surroundings, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    @property
    def log(self) -> str:
        return self.log_file.read_text()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        os.kill(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        finally:
            self.process.kill()
            self.process.wait()


@contextmanager
def second_worker(studio: LiveStudio, folder: Path) -> Iterator[Worker]:
    """A worker that takes tasks already."""
    worker = Worker(studio, folder / "second.log")
    try:
        studio.until(lambda: "ready." in worker.log, "the second worker is ready", 60)
        yield worker
    finally:
        worker.stop()
