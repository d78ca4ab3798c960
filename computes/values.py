"""What passes between the studio, transports, the work folder and launchers. Plain values: they compare, print and serialise."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Completed:
    """A command that ran to its end on the target. `code` is negative (the signal) when a signal ended it."""

    code: int
    out: bytes
    err: bytes


@dataclass(frozen=True)
class Job:
    """What a launcher is to run. `id` names its folder on the target and is what makes a submit idempotent.

    `argv[0] == "python"` means the environment's interpreter. `environment` is {"kind": "interpreter", "python": path or None}
    (None: the target's own) or {"kind": "pip", "requirements": text, "python": path or None, "key": hash, "uv": path or None,
    "variables": {...}}. `cwd` is relative to the job's folder. Seconds throughout.
    """

    id: str
    argv: list[str]
    environment: dict[str, Any] = field(default_factory=lambda: {"kind": "interpreter", "python": None})
    cwd: str = "code"
    variables: dict[str, str] = field(default_factory=dict)
    max_seconds: float | None = None
    grace: float = 10
    sample_every: float = 2.0
    # Indexes of the GPUs that are the job's; [] is none of them, None is whatever the machine shows.
    gpus: list[int] | None = None
    # The container that its processes run in, as computes/agent/containers/__init__.py describes it; None: plain processes.
    container: dict[str, Any] | None = None
    # Folders where the script starts whose files are kept, besides outputs/ and logs/.
    keep: list[str] = field(default_factory=list)
    # Facts for the script that asks who it is, as runs/supervisor/run_facts.py gives them: the job's run.json.
    run: dict[str, Any] = field(default_factory=dict)
    # What is brought before the script and taken away after it, as computes/agent/data/__init__.py describes it.
    data: dict[str, Any] = field(default_factory=dict)
    # Credentials of `data`. They travel with the job to its runner, which keeps them in memory: never into a file, a log or an event.
    secrets: dict[str, Any] = field(default_factory=dict, repr=False)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def without_secrets(self) -> dict[str, Any]:
        """What of a job may be written down."""
        return {**asdict(self), "secrets": {}}


@dataclass(frozen=True)
class Handle:
    """What a launcher needs to find a job again, also in another process and after an upgrade. Opaque to everyone else."""

    kind: str
    version: int
    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Handle:
        return cls(values["kind"], values["version"], values["data"])


@dataclass(frozen=True)
class Status:
    """Where a job is. `phase` is one of:

    unknown    nothing was started under this id, or its facts cannot be read now (`reason` says which)
    starting   its runner signed in          preparing   its environment is being made
    running    its process lives             finished    all over, proven and written down: `code`, `signal`, `sizes` are final
    lost       its runner is dead and left no exit code: "agent killed" or "machine restarted"

    `reason` of a finished job: exited, cancelled, time limit, agent stopped, environment failed, could not start.
    Times are unix seconds of the target's clock. `sizes` are the final lengths of its streams, by file name.
    """

    phase: str
    code: int | None = None
    signal: int | None = None
    reason: str = ""
    detail: str = ""
    pid: int | None = None
    started: float | None = None
    ended: float | None = None
    ended_processes: int = 0
    left_processes: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    alive: bool = False
    boot_id: str = ""
    # The target's clock when it looked, unix seconds; and whether nothing more can be written where its jobs are.
    time: float = field(default=0.0, compare=False)
    disk_full: bool = field(default=False, compare=False)

    @property
    def final(self) -> bool:
        return self.phase in ("finished", "lost")

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Status:
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True)
class Health:
    """What a target has and how busy it is. Bytes; `cpu_load` is the one-minute load average; `gpus` as the agent's probe gives them."""

    cpus: int = 0
    cpu_load: float = 0.0
    memory_total: int = 0
    memory_used: int = 0
    disk_total: int = 0
    disk_free: int = 0
    gpus: list[dict[str, Any]] = field(default_factory=list)
    python: str = ""
    git: str | None = None
    uv: str | None = None
    # Its container engine: {"version", "socket", "limits", "gpus", "rootless"}; `limits`: whether it keeps those of a container.
    docker: dict[str, Any] | None = None
    hostname: str = ""
    boot_id: str = ""
    agent: str = ""
    time: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Health:
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True)
class Frame:
    """A piece of a growing file of a job: `data` stands at `offset`; the file was `size` long when it was read, `at` by the target's clock
    (unix seconds, 0 where that is not told)."""

    job: str
    file: str
    offset: int
    data: bytes
    size: int
    at: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class OutputFile:
    path: str
    size: int
    modified: float
