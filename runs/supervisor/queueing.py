"""Slots: first come, first served, and every run that waits says why."""

from computes.models import Target
from runs.models import Run, State
from runs.models.state import ON_TARGET

from .fence import Fence

# Further back in line nobody counts: else the end of one run would change a sentence in ten thousand rows.
COUNTED = 50


def admit(runs: list[Run], target: Target, fence: Fence) -> None:
    """Let waiting runs have the free slots, and tell the others what they wait for. `runs`: all active ones, oldest first."""
    slots = Target.objects.values_list("slots", flat=True).get(pk=target.pk)
    free = slots - sum(run.state in ON_TARGET for run in runs)
    waiting = [run for run in runs if run.state in (State.NOT_STARTED, State.QUEUED)]
    for run in waiting[: max(free, 0)]:
        with fence.write():
            run.move(State.PREPARING)
    for ahead, run in enumerate(waiting[max(free, 0) :]):
        _queue(run, sentence(slots, ahead), fence)


def sentence(slots: int, ahead: int) -> str:
    """Why a run waits: all slots are taken, and its place in line."""
    if ahead > COUNTED:
        return f"Many wait for the {slots} {'slot' if slots == 1 else 'slots'} here; more than {COUNTED} runs are ahead in line."
    taken = "The only slot is taken" if slots == 1 else f"All {slots} slots are taken"
    return f"{taken}; next in line." if ahead == 0 else f"{taken}; {ahead} {'run' if ahead == 1 else 'runs'} ahead in line."


def _queue(run: Run, reason: str, fence: Fence) -> None:
    if run.state == State.QUEUED and run.reason == reason:
        return
    with fence.write():
        if run.state == State.NOT_STARTED:
            run.move(State.QUEUED, reason)
        else:
            run.wait_for(reason)
