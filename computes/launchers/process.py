"""Jobs as plain processes of the target, each watched by the agent's runner beside it. Needs nothing but Python there."""

from __future__ import annotations

from collections.abc import Mapping

from computes.errors import ComputeError
from computes.values import Handle, Health, Job, Status
from computes.workdir import Workdir


class ProcessLauncher:
    kind, version = "process", 1

    def __init__(self, workdir: Workdir) -> None:
        self.workdir = workdir

    def submit(self, job: Job) -> Handle:
        self.workdir.call("start", {"job": job.to_dict()})
        return Handle(self.kind, self.version, {"job": job.id})

    def poll(self, handles: Mapping[str, Handle]) -> dict[str, Status]:
        jobs = {name: self._job(handle) for name, handle in handles.items()}
        answer = self.workdir.call("poll", {"jobs": list(jobs.values())}) if jobs else {}
        return {name: Status.from_dict(answer[job]) for name, job in jobs.items()}

    def cancel(self, handle: Handle, force: bool = False, grace: float = 10) -> None:
        self.workdir.call("cancel", {"job_id": self._job(handle), "force": force, "grace": grace}, timeout=grace + 60)

    def probe(self) -> Health:
        return Health.from_dict(self.workdir.call("probe", {"docker_socket": getattr(self.workdir.transport, "docker_socket", None)}))

    def _job(self, handle: Handle) -> str:
        if (handle.kind, handle.version) != (self.kind, self.version):
            raise ComputeError(f"This is no handle of a process: {handle}")
        return handle.data["job"]
