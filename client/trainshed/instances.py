from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .connection import StudioError
from .values import Value, safe, told

PAUSE = 0.5  # seconds between two looks
# Azure ML's states, in which an instance does not stay.
UNDER_WAY = ("Creating", "Deleting", "Restarting", "SettingUp", "Starting", "Stopping", "UserSettingUp")


@dataclass(frozen=True)
class Instance(Value):
    """A compute instance, a machine of one person, as it was when it was asked for."""

    name: str
    state: str
    since: datetime
    trouble: str
    last_operation: dict
    owner: str
    host: str | None
    image: str
    cpus: float | None
    memory: int | None
    gpus: list
    idle_minutes: int | None
    page: str
    description: str = ""
    status: dict = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Its page, for a browser."""
        return self.connection.url + self.page

    @property
    def path(self) -> str:
        return f"/instances/{safe(self.name)}"

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    def refresh(self) -> Instance:
        return told(Instance, self.connection.get(self.path), self.connection)

    def start(self) -> Instance:
        return self._do("Start")

    def stop(self) -> Instance:
        return self._do("Stop")

    def restart(self) -> Instance:
        return self._do("Restart")

    def delete(self) -> None:
        self.connection.send("DELETE", self.path)

    def wait(self, seen: Callable[[Instance], object] = lambda instance: None, patience: float = 1800) -> Instance | None:
        """The instance when it is as it will stay, or None once it is gone. StudioError when that is not within `patience` seconds."""
        now, deadline = self, time.monotonic() + patience
        while now.under_way:
            seen(now)
            if time.monotonic() > deadline:
                raise StudioError(f"{self.name} is still {now.state} after {patience:.0f} s. Look at {self.url}.")
            time.sleep(PAUSE)
            try:
                now = now.refresh()
            except StudioError as error:
                if error.status == 404:
                    return None
                raise
        seen(now)
        return now

    def _do(self, operation: str) -> Instance:
        facts: dict[str, Any] = self.connection.post(f"{self.path}/operations", {"operation": operation})
        return told(Instance, facts, self.connection)
