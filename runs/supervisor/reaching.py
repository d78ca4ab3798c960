"""Looks at a target: does it answer, and does each job still have its agent? Silence is a state, never a failure."""

import logging

from django.utils import timezone

from computes.errors import ComputeError
from computes.models import Target
from computes.values import Handle, Status
from runs.models import Run, State

from . import news, settling
from .fence import Fence

logger = logging.getLogger(__name__)


def look(target: Target, launcher, runs: list[Run], fence: Fence) -> None:
    """One poll for all of the target's jobs."""
    if not runs:
        return
    handles = {run.job_id: Handle.from_dict(run.handle) for run in runs}
    try:
        found = launcher.poll(handles)
    except ComputeError as trouble:
        _silent(target, runs, str(trouble), fence)
        return
    target.answered()
    for run in runs:
        _believe(run, found[run.job_id], launcher, handles[run.job_id], fence)


def _silent(target: Target, runs: list[Run], trouble: str, fence: Fence) -> None:
    target.silent(trouble)
    target.refresh_from_db(fields=["reached"])
    seen = f"last reached at {timezone.localtime(target.reached):%H:%M:%S}" if target.reached else "not reached yet"
    for run in runs:
        if run.state in (State.PREPARING, State.RUNNING):
            with fence.write():
                run.move(State.NOT_RESPONDING, f"{target} does not answer ({seen}): {trouble} The run goes on there.")


def _believe(run: Run, status: Status, launcher, handle: Handle, fence: Fence) -> None:
    if status.phase == "finished" and run.state != State.FINALIZING:
        _finished_without_word(run, status, fence)
    elif status.phase in ("lost", "unknown"):
        settling.lose(run, launcher, handle, _why_lost(run, status), fence)
    elif run.state == State.NOT_RESPONDING:
        with fence.write():
            run.move(State.RUNNING if status.phase == "running" else State.PREPARING, "The target answers again.")


def _finished_without_word(run: Run, status: Status, fence: Fence) -> None:
    """The agent's last line is usually on its way. When its process was killed before it wrote one, its exit file speaks."""
    if status.alive or run.events.filter(kind="finished").exists():
        return
    with fence.write():
        run.refresh_from_db(fields=["state", "since"])
        news.finished(run, status)


def _why_lost(run: Run, status: Status) -> str:
    if status.phase == "unknown":
        return f"The folder of this run is gone from {run.target}. Somebody or something removed it; re-run it."
    if status.reason == "machine restarted":
        return f"{run.target} was restarted while this ran. Re-run it."
    return f"The agent that watched this run on {run.target} was killed, so its exit code is not known. What it left running was ended."
