"""Runs nothing and behaves perfectly, or exactly as badly as it is told: for trying the studio out, and for tests of all above it.

It is steered by the job's variables: DUMMY_SECONDS (how long it "runs", default 0), DUMMY_EXIT (its exit code, default 0),
DUMMY_LOSE (any value: its runner is lost after DUMMY_SECONDS), DUMMY_STUBBORN (any value: a cancel without force is not heeded).
It refuses what a caller must never do: a handle it did not give, another job under a used id.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from computes.errors import ComputeError
from computes.values import Handle, Health, Job, Status
from computes.workdir import Workdir


class DummyLauncher:
    kind, version = "dummy", 1

    def __init__(self, workdir: Workdir, clock: Callable[[], float] = time.time) -> None:
        # On the studio's own disk, whatever the transport: there is no far side, and every process of the studio sees the same.
        self.folder, self.clock = Path(workdir.root) / "dummy", clock

    def submit(self, job: Job) -> Handle:
        handle = Handle(self.kind, self.version, {"job": job.id})
        self._write(job.id, {"job": job.without_secrets(), "started": self.clock()}, first=True)
        if self._facts(handle)["job"] != json.loads(json.dumps(job.without_secrets())):
            raise ComputeError(f"Job {job.id} was submitted before, as a different job.")
        return handle

    def poll(self, handles: Mapping[str, Handle]) -> dict[str, Status]:
        return {name: self._status(self._facts(handle)) for name, handle in handles.items()}

    def cancel(self, handle: Handle, force: bool = False, grace: float = 10) -> None:
        facts = self._facts(handle)
        stubborn = "DUMMY_STUBBORN" in facts["job"]["variables"] and not force
        if not stubborn and "cancelled" not in facts and not self._status(facts).final:
            self._write(facts["job"]["id"], {**facts, "cancelled": self.clock()})

    def probe(self) -> Health:
        return Health(cpus=1, hostname="dummy", time=self.clock())

    def _status(self, facts: dict[str, Any]) -> Status:
        variables, started = facts["job"]["variables"], facts["started"]
        if "cancelled" in facts:
            return Status("finished", signal=15, reason="cancelled", started=started, ended=facts["cancelled"], ended_processes=1)
        ended = started + float(variables.get("DUMMY_SECONDS", 0))
        if self.clock() < ended:
            return Status("running", started=started, alive=True)
        if "DUMMY_LOSE" in variables:
            return Status("lost", reason="agent killed", started=started)
        return Status("finished", code=int(variables.get("DUMMY_EXIT", 0)), reason="exited", started=started, ended=ended)

    def _facts(self, handle: Handle) -> dict[str, Any]:
        facts = self._read(handle.data["job"]) if handle.kind == self.kind else None
        if facts is None:
            raise ComputeError(f"This handle was never given by the dummy launcher: {handle}")
        return facts

    def _read(self, job_id: str) -> dict[str, Any] | None:
        file = self.folder / f"{job_id}.json"
        return json.loads(file.read_text()) if file.exists() else None

    def _write(self, job_id: str, facts: dict[str, Any], first: bool = False) -> None:
        """Whole or not at all; with `first`, only where nothing is written yet, whoever else tries at this moment."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file, unfinished = self.folder / f"{job_id}.json", self.folder / f"{job_id}.{uuid4().hex}.tmp"
        unfinished.write_text(json.dumps(facts))
        if not first:
            unfinished.replace(file)
            return
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(unfinished)
        unfinished.unlink()
