"""What the steps of one check share: the target, the way to it, and what earlier steps learnt."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from computes.errors import ComputeError
from computes.launchers import Launcher
from computes.models import Target
from computes.reach import reach
from computes.values import Completed
from computes.workdir import Workdir

PATIENCE = 30  # seconds that one step may take


@dataclass
class Finding:
    """What a step says: `state` is passed, warning, failed or waiting (for a person); `way_out` tells the person what to do."""

    state: str
    detail: str
    way_out: str = ""


def passed(detail: str) -> Finding:
    return Finding("passed", detail)


def warning(detail: str, way_out: str = "") -> Finding:
    return Finding("warning", detail, way_out)


def failed(detail: str, way_out: str = "") -> Finding:
    return Finding("failed", detail, way_out)


def last_line(err: bytes) -> str:
    """Where programs say what went wrong."""
    return err.decode("utf-8", "replace").strip().rpartition("\n")[2][:200]


@dataclass
class Visit:
    """`shown`: the host keys that were shown, by hop. `folder` and `probe`: what the machine said of the folder and of itself.
    `offer`: the host key that a person has to confirm."""

    target: Target
    shown: dict[int, str] = field(default_factory=dict)
    folder: dict[str, Any] = field(default_factory=dict)
    probe: dict[str, Any] = field(default_factory=dict)
    offer: dict[str, str] | None = None

    # Called with what the step under way does just now, where it takes long.
    say: Callable[[str], None] = lambda words: None

    @cached_property
    def _reached(self) -> tuple[Workdir, Launcher]:
        return reach(self.target)

    @property
    def workdir(self) -> Workdir:
        return self._reached[0]

    @property
    def launcher(self) -> Launcher:
        return self._reached[1]

    @property
    def hops(self) -> list[dict[str, Any]]:
        """The hosts on the way, the target itself last; none where the target is this machine."""
        options = self.target.options
        if self.target.kind != "ssh":
            return []
        own = {"host": options["host"], "port": options.get("port") or 22, "host_key": self.target.host_key}
        return [*options.get("jump", []), own]

    def run(self, *argv: str) -> Completed:
        return self.workdir.transport.run(list(argv), timeout=PATIENCE)

    def ask(self, script: str, *arguments: str) -> dict[str, Any]:
        """The JSON that this script, run by the target's Python, prints."""
        done = self.run(self.workdir.python, "-I", "-S", "-c", script, *arguments)
        try:
            return json.loads(done.out)
        except ValueError:
            raise ComputeError(f"Python on the target gave no answer: {last_line(done.err) or f'exit code {done.code}'}.") from None
