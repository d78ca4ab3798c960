from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .connection import StudioError
from .values import Act, Moved, Outage, Sample, Value, safe, told

PAUSE = 0.3  # seconds between two looks at an errand


@dataclass(frozen=True)
class Target(Value):
    """A compute target as it was when it was asked for; `refresh()` gives it as it is now."""

    name: str
    kind: str
    slots: int
    healthy: bool
    reached: datetime | None
    unreachable: datetime | None
    trouble: str
    health: dict
    compute_type: str = ""
    description: str = ""
    mode: str = "open"
    note: str = ""
    provisioning_state: str = "Unknown"
    usable: bool = True
    latency: float | None = None
    running: int = 0
    waiting: int = 0
    cpus: float | None = None
    memory: int | None = None
    gpus: list | None = None
    user_runs: int | None = None
    user_gpus: int | None = None
    retries: int = 0
    everybody: bool = True
    users: list = field(default_factory=list)
    owner: str | None = None
    options: dict = field(default_factory=dict)
    secrets: list = field(default_factory=list)
    public_key: str = ""
    host_key: str = ""
    other_host_key: str = ""
    usage: dict = field(default_factory=dict)
    usage_at: datetime | None = None
    created: datetime | None = None
    created_by: str | None = None
    page: str = ""

    @property
    def url(self) -> str:
        """Its page, for a browser."""
        return self.connection.url + self.page

    @property
    def path(self) -> str:
        return f"/targets/{safe(self.name)}"

    def refresh(self) -> Target:
        return told(Target, self.connection.get(self.path), self.connection)

    def update(self, slots: int | None = None, **changes: Any) -> Target:
        """Change it: description, cpus, memory, gpus, user_runs, user_gpus, retries, everybody, users, note, options, secrets.

        Of `options` and `secrets` what is not said stays as it is; a secret is kept sealed, and never told again."""
        wanted = changes if slots is None else {**changes, "slots": slots}
        return told(Target, self.connection.patch(self.path, wanted), self.connection)

    def set_mode(self, mode: str, note: str | None = None) -> Target:
        """`open`, `paused` (takes runs, starts none), `draining` (takes none, starts none) or `retired`."""
        return self.update(mode=mode) if note is None else self.update(mode=mode, note=note)

    def offered_host_key(self) -> dict[str, str] | None:
        """A host key that was shown and nobody confirmed yet: machine, fingerprint, algorithm."""
        return self.connection.get(f"{self.path}/host-key")["offered"]

    def trust(self, fingerprint: str) -> Errand:
        """Pin the host key that was shown, if this is its fingerprint: the check that goes on from there."""
        return self._errand(self.connection.put(f"{self.path}/host-key", {"fingerprint": fingerprint}))

    def ask(self, kind: str, **ask: Any) -> Errand:
        """Ask a worker for something: `check`, `usage`, `clean` or `upgrade`. While one is under way, it is that one."""
        return self._errand(self.connection.post(f"{self.path}/errands", {"kind": kind, **ask}))

    def errand(self, id: int) -> Errand:
        return self._errand(self.connection.get(f"{self.path}/errands/{id}"))

    def detach(self, clean: bool = False, give_up: bool = False) -> Errand | None:
        """Take it out of the studio; with `clean` the machine is left as it was found, by an errand.

        One that has a history is kept for it, as retired. `give_up`: also where the machine does not answer."""
        facts = self.connection.post(f"{self.path}/detachment", {"clean": clean, "give_up": give_up})
        return self._errand(facts["errand"]) if facts["errand"] else None

    def move(self, to: str, runs: list[str] | None = None) -> Moved:
        """Send what waits here, or those of `runs`, to another target."""
        return told(Moved, self.connection.post(f"{self.path}/moves", {"to": to, "runs": runs}), self.connection)

    def cancel_waiting(self, runs: list[str] | None = None) -> int:
        """Cancel what waits here, or those of `runs`: how many that were."""
        return self.connection.post(f"{self.path}/cancellations", {"runs": runs})["cancelled"]

    def acts(self, limit: int | None = None) -> Iterator[Act]:
        """What people did to it, the newest first."""
        return (told(Act, facts, self.connection) for facts in self.connection.pages(f"{self.path}/acts", limit))

    def outages(self, limit: int | None = None) -> Iterator[Outage]:
        """When it did not answer, the newest first."""
        return (told(Outage, facts, self.connection) for facts in self.connection.pages(f"{self.path}/outages", limit))

    def samples(self, hours: float = 3) -> list[Sample]:
        """How busy it was, the oldest first."""
        return [told(Sample, facts, self.connection) for facts in self.connection.get(f"{self.path}/samples", hours=hours)]

    def _errand(self, facts: dict[str, Any]) -> Errand:
        return told(Errand, facts, self.connection)


@dataclass(frozen=True)
class Errand(Value):
    """What a worker does on a target; `steps` as people watch them: name, title, state, detail, way_out, seconds."""

    id: int
    target: str
    kind: str
    state: str
    trouble: str
    steps: list
    answer: dict

    @property
    def over(self) -> bool:
        return self.state in ("done", "failed")

    def refresh(self) -> Errand:
        return told(Errand, self.connection.get(f"/targets/{safe(self.target)}/errands/{self.id}"), self.connection)

    def wait(self, seen: Callable[[Errand], object] = lambda errand: None, patience: float = 900) -> Errand:
        """The errand when it is over; `seen` is called at each look. StudioError when it is not within `patience` seconds."""
        now, deadline = self, time.monotonic() + patience
        seen(now)
        while not now.over:
            if time.monotonic() > deadline:
                raise StudioError(f"The {self.kind} of {self.target} is not over after {patience:.0f} s. Look at its page in the studio.")
            time.sleep(PAUSE)
            now = now.refresh()
            seen(now)
        return now
