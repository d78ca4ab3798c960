"""Runs on an instance that goes down: cancelled with their proof while it still answers, given up where it does not."""

from __future__ import annotations

import time

from django.conf import settings

from computes import load, work
from computes.errands.checking import Visit
from computes.errands.checking.visit import Finding, passed, warning
from computes.models import Instance

PATIENCE = 45  # seconds beyond the grace that a cancelled run has
LOOK_EVERY = 0.5


def end_runs(instance: Instance, visit: Visit, waiting: bool = False) -> Finding:
    """Ask those that hold a slot to end, and wait for it; with `waiting` also those that wait for a slot."""
    count = work.on_targets().cancel(instance.target, waiting)
    if not count and not _busy(instance):
        return passed("There are none.")
    deadline = time.monotonic() + settings.CANCEL_GRACE_SECONDS + PATIENCE
    while (left := _busy(instance)) and time.monotonic() < deadline:
        visit.say(f"{left} run{'' if left == 1 else 's'} end{'s' if left == 1 else ''}")
        time.sleep(LOOK_EVERY)
    if left:
        return warning(f"{left} of its runs did not tell that they ended.", "They end with the machine.")
    return passed("They ended.")


def _busy(instance: Instance) -> int:
    return load.loads([instance.target_id])[instance.target_id].running
