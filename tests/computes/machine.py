"""A compute target of a test's own, on this machine: real transport, real agent, real processes."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from computes.kinds import open_target
from computes.values import Handle, Job, Status

# Seconds within which anything in these tests must have happened, on a busy machine of two cores.
SOON = 30


class Machine:
    def __init__(self, root: Path, python: str = sys.executable) -> None:
        self.root = root
        self.workdir, self.launcher = open_target("local", {"root": str(root), "python": python})
        self.handles: dict[str, Handle] = {}

    def start(self, script: str, job_id: str = "job", **fields) -> Status:
        """Put `script` into the job's code and submit `python train.py`."""
        code = self.folder(job_id) / "code"
        code.mkdir(parents=True, exist_ok=True)
        (code / "train.py").write_text(script)
        return self.submit(Job(job_id, **{"argv": ["python", "-S", "train.py"], "grace": 5, **fields}))

    def submit(self, job: Job) -> Status:
        self.handles[job.id] = self.launcher.submit(job)
        return self.status(job.id)

    def run(self, script: str, job_id: str = "job", **fields) -> Status:
        self.start(script, job_id, **fields)
        return self.end(job_id)

    def status(self, job_id: str = "job") -> Status:
        return self.launcher.poll({job_id: self.handles[job_id]})[job_id]

    def end(self, job_id: str = "job") -> Status:
        return until(lambda: (status := self.status(job_id)).final and status)

    def cancel(self, job_id: str = "job", **how) -> None:
        self.launcher.cancel(self.handles[job_id], **how)

    def folder(self, job_id: str = "job") -> Path:
        return self.root / "jobs" / job_id

    def read(self, name: str, job_id: str = "job") -> bytes:
        file = self.folder(job_id) / name
        return file.read_bytes() if file.exists() else b""

    def lines(self, name: str = "rank-0.log", count: int = 1, job_id: str = "job") -> list[str]:
        """The log's lines, once there are that many."""
        return until(lambda: len(found := self.read(name, job_id).decode().splitlines()) >= count and found)

    def facts(self, name: str, job_id: str = "job") -> dict:
        return json.loads(self.read(name, job_id))

    def events(self, job_id: str = "job") -> list[dict]:
        return [json.loads(line) for line in self.read("events.jsonl", job_id).splitlines()]

    def close(self) -> None:
        for handle in self.handles.values():
            self.launcher.cancel(handle, force=True)
        for job_id in self.handles:
            self.end(job_id)


Found = TypeVar("Found")


def until(found: Callable[[], Found], seconds: float = SOON) -> Found:
    """Look again until there is something."""
    deadline = time.monotonic() + seconds
    while not (result := found()):
        assert time.monotonic() < deadline, f"this did not happen within {seconds} seconds"
        time.sleep(0.02)
    return result


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def all_gone(pids: list[int]) -> bool:
    return not any(map(is_alive, pids))
