"""Goes through the steps one by one, and lets people watch."""

import time
from typing import Any

from computes.errors import ComputeError
from computes.models import Errand

from .steps import Step, steps_of
from .visit import Finding, Visit, failed

AGAIN = "Check again once it is mended."
STUMBLED = ("failed", "waiting")


class Checklist:
    """`rows` is what the errand shows: one for each step."""

    def __init__(self, errand: Errand, visit: Visit, steps: list[Step] | None = None) -> None:
        self.errand, self.visit = errand, visit
        self.steps = steps_of(visit) if steps is None else steps
        self.rows: list[dict[str, Any]] = [_row(step) for step in self.steps]
        visit.say = self._say

    def go(self) -> bool:
        """Whether all that runs need is there."""
        self.errand.report(self.rows)
        for number, step in enumerate(self.steps):
            self._take(number, step)
            if step.needed and self.rows[number]["state"] in STUMBLED:
                self._skip(number + 1)
                return False
        return True

    def _take(self, number: int, step: Step) -> None:
        began = time.monotonic()
        self._show(number, state="running")
        finding = _look(step, self.visit)
        state = "warning" if finding.state == "failed" and not step.needed else finding.state
        self._show(number, state=state, detail=finding.detail, way_out=finding.way_out, seconds=round(time.monotonic() - began, 2))

    def _skip(self, first: int) -> None:
        for row in self.rows[first:]:
            row["state"] = "skipped"
        self.errand.report(self.rows)

    def _show(self, number: int, **facts: Any) -> None:
        self.rows[number] |= facts
        self.errand.report(self.rows)

    def _say(self, words: str) -> None:
        """What the step under way does just now."""
        running = next(number for number, row in enumerate(self.rows) if row["state"] == "running")
        if self.rows[running]["detail"] != words:
            self._show(running, detail=words)


def _look(step: Step, visit: Visit) -> Finding:
    try:
        return step.look(visit)
    except ComputeError as trouble:
        return failed(str(trouble), AGAIN)


def _row(step: Step) -> dict[str, Any]:
    return {"name": step.name, "title": step.title, "state": "waiting", "detail": "", "way_out": "", "seconds": None}
