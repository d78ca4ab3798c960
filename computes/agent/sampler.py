"""What the job and its machine use, every few seconds, into system.jsonl."""

from __future__ import annotations

import os
import time

from . import machine, processes
from .folders import JobFolder


class Sampler:
    def __init__(self, folder: JobFolder, every: float) -> None:
        self.folder, self.every = folder, every
        self.due = time.monotonic() + every
        self.gpus = machine.GpuReader()
        self.known: list[tuple[int, int]] = []
        self.container: int | None = None  # the first process of the job's container, which is no child of ours
        self.ticks: dict[tuple[int, int], int] = {}
        self.before = time.monotonic(), machine.cpu_ticks()

    def due_in(self) -> float:
        return self.due - time.monotonic()

    def sample_if_due(self) -> None:
        if self.due_in() > 0:
            return
        self.due = time.monotonic() + self.every
        self.folder.sample(self._sample())

    def close(self) -> None:
        self.gpus.close()

    def _sample(self) -> dict:
        family = self._family()
        elapsed, busy = self._since_last()
        _total, used = machine.memory()
        return {
            "t": round(time.time(), 3),
            "cpu": round(self._ticks_used(family) / processes.TICKS / elapsed * 100, 1),
            "memory": sum(process.memory for process in family),
            "machine_cpu": busy,
            "machine_memory": used,
            "gpus": self.gpus.read(),
        }

    def _family(self) -> list:
        family = [process for process in processes.descendants(os.getpid()) if process.pid != self.gpus.pid]
        family += processes.descendants(self.container) if self.container else []
        known = sorted((process.pid, process.start) for process in family)
        if known != self.known:  # who would have to be ended, should this runner be killed
            self.folder.write("processes", {"known": known})
            self.known = known
        return family

    def _ticks_used(self, family: list) -> int:
        # A process new to us counts from zero; what one that ended used since the last sample is lost, at most one interval.
        now = {(process.pid, process.start): process.ticks for process in family}
        used = sum(ticks - self.ticks.get(identity, 0) for identity, ticks in now.items())
        self.ticks = now
        return used

    def _since_last(self) -> tuple[float, float]:
        (then, (busy_then, all_then)), self.before = self.before, (time.monotonic(), machine.cpu_ticks())
        now, (busy, everything) = self.before
        return max(now - then, 0.001), round((busy - busy_then) / max(everything - all_then, 1) * 100, 1)
