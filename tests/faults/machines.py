"""Compute targets over a real network, for the tests that break it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.desk import Desk
from tests.faults.steady import Steady, steady


@dataclass
class Machine:
    """A machine as a compute target of the live studio. `host` is what it can be done to: see tests/machines."""

    desk: Desk
    name: str
    host: Any

    def add(self, **fields) -> "Machine":
        self.desk.add_target(self.name, "ssh", self.host.options | fields.pop("options", {}), slots=40, **fields)
        return self

    def steady(self, **how) -> Steady:
        """Its gate and its witness lie where the machine's user may look."""
        return steady(self.desk, self.host.home, target=self.name, **how)

    def submit(self, script: str, **how) -> str:
        return self.desk.submit(script, target=self.name, **how)

    def folder(self, key: str) -> Path:
        return self.host.root / "jobs" / self.desk.look(key)["job"]

    @property
    def facts(self) -> dict[str, Any]:
        return self.desk.target(self.name)

    def until_reached(self) -> None:
        self.desk.until_told(lambda: not self.facts["unreachable"], lambda: self.facts)
