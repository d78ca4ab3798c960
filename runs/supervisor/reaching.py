"""Looks at a target: does it answer, and does each job still have its agent? Silence is a state, never a failure."""

import time
from typing import Any

from computes.errors import ComputeError
from computes.models import Target
from computes.values import Handle, Status
from runs.models import Run, State

from . import news, silence
from .fence import Fence
from .intake import Intake
from .journal import closing


class Look:
    """One poll for all of a target's jobs, and what follows from it. `cancelled`: runs whose cancel the target took in this pass."""

    def __init__(self, target: Target, launcher, intake: Intake, fence: Fence, cancelled: set[int]):
        self.target, self.launcher, self.intake, self.fence, self.cancelled = target, launcher, intake, fence, cancelled

    def at(self, runs: list[Run]) -> None:
        handles = {run.job_id: Handle.from_dict(run.handle or {}) for run in runs}
        began = time.time()
        try:
            found = self._poll(handles)
        except ComputeError as trouble:
            silence.silent(self.target, runs, trouble, self.fence)
            return
        self.target.answered()
        self.intake.clock.compare(began, found.values())
        for run in runs:
            self._look_at(run, found[run.job_id], handles[run.job_id])

    def _poll(self, handles: dict[str, Handle]) -> dict[str, Status]:
        """Twice, if need be: a kept connection that died unnoticed says nothing about the target."""
        try:
            return self.launcher.poll(handles)
        except ComputeError as trouble:
            if not trouble.transient:
                raise
            return self.launcher.poll(handles)

    def _look_at(self, run: Run, status: Status, handle: Handle) -> None:
        """Its target answers: trouble here is this run's alone."""
        silence.heard_again(run, self.fence)
        try:
            self._believe(run, status, handle)
        except ComputeError as trouble:
            silence.lose_sight(run, f"{run.target} cannot end what is left of this run: {trouble}", self.fence)

    def _believe(self, run: Run, status: Status, handle: Handle) -> None:
        if status.phase == "unknown":
            self._not_found(run, status)
        elif status.phase == "lost":
            # End what its agent left behind; the poll after that says how many those were.
            self.launcher.cancel(handle, force=True, grace=0)
            self._over(run, self.launcher.poll({run.job_id: handle})[run.job_id])
        elif status.phase == "finished":
            self._over(run, status)
        if run.state == State.NOT_RESPONDING and status.phase != "unknown":
            self._found_again(run, status)
        silence.tell_of_disk(run, status, self.fence)

    def _not_found(self, run: Run, status: Status) -> None:
        """A disk that is not mounted looks like this too: nothing is said about the run's end until somebody asks for it."""
        where = f"This run's folder is not found on {run.target}: {status.reason}"
        silence.lose_sight(run, f"{where} If it was removed there, cancel the run and re-run it.", self.fence)
        if run.state == State.CANCEL_REQUESTED and run.pk in self.cancelled:
            with self.fence.write():
                if run.move(State.CANCELED, f"Its folder is gone from {run.target}, so it is not known whether a process is left."):
                    closing.abandon(run)

    def _over(self, run: Run, status: Status) -> None:
        """The agent's own last line is usually on its way. When it was killed before it wrote one, the poll speaks."""
        followed = self.intake.followed.get(run.job_id)
        sizes = news.plain({"sizes": status.sizes}).get("sizes", {})  # from a file that lies within the script's reach
        if status.alive or followed is None or not followed.has(sizes):
            return
        if followed.sizes is not None:
            if status.phase == "finished":  # a script may have told its own end, with lengths that never come
                followed.sizes = sizes
            return
        with self.fence.write():
            run.refresh_from_db(fields=["state", "since", "reason"])
            news.finished_by_poll(run, status, self.intake.clock)
        followed.sizes = news.told_sizes(run)

    def _found_again(self, run: Run, status: Status) -> None:
        before = run.last_seen or State.RUNNING
        if status.final and before != State.FINALIZING:
            # Its end, with the time of it, is among what is still on its way: it was not seen running after that.
            silence.catching_up(run, self.fence)
            return
        ended: dict[str, Any] = {"ended": run.ended} if before == State.FINALIZING else {}
        with self.fence.write():
            if run.move(before, "The target answers again.", **ended):
                run.wait_for("")  # its history tells of the silence; the run itself is as if nothing had been
