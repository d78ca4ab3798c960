"""What is said of runs whose target does not answer, or has no room left. Silence is a state: it is repaired, never guessed about."""

from datetime import datetime

from django.utils import timezone

from computes.errors import ComputeError, DiskFull, HostKeyChanged
from computes.models import Target
from computes.values import Status
from runs.models import Run, State

from .fence import Fence

SIGHTED = (State.PREPARING, State.RUNNING, State.FINALIZING)
SEEN = {State.PREPARING: "preparing", State.RUNNING: "running", State.FINALIZING: "ended, its files not collected yet"}
NOT_REACHED = "Not reached since"
DISK = "The disk of"
HERE = "The studio's own disk"


def silent(target: Target, runs: list[Run], trouble: ComputeError, fence: Fence) -> None:
    """The target does not answer: what its runs do is not known."""
    target.silent(trouble)
    target.refresh_from_db(fields=["reached"])
    for run in runs:
        if run.state in SIGHTED:
            seen = _seen(run, target.reached)
            _lose(run, f"{_since(seen)}, last seen {SEEN[State(run.state)]}. {_because(run, trouble)}", fence, seen)
        elif run.state == State.NOT_RESPONDING and run.reason.startswith(NOT_REACHED):
            known, _, _ = run.reason.partition(". ")
            _say(run, f"{known}. {_because(run, trouble)}", fence)
        elif run.state == State.CANCEL_REQUESTED and NOT_REACHED not in run.reason:
            _say(run, f"{_asked(run)}{_since(target.reached)}: it is ended there once {target} answers again.", fence)


def heard_again(run: Run, fence: Fence) -> None:
    """A wish to cancel that waited for its target waits no longer."""
    if run.state == State.CANCEL_REQUESTED and NOT_REACHED in run.reason:
        _say(run, run.reason.partition(NOT_REACHED)[0].rstrip(". "), fence)


def catching_up(run: Run, fence: Fence) -> None:
    """It ended out of sight."""
    _say(run, f"It ended while {run.target} was out of sight; what it wrote meanwhile is being fetched.", fence)


def lose_sight(run: Run, reason: str, fence: Fence) -> None:
    """Its target answers, and yet it is not known what the run does."""
    if run.state in SIGHTED:
        _lose(run, reason, fence, None)


def full(run: Run, trouble: DiskFull, fence: Fence) -> None:
    """What the run needs next finds no room on its target; it is tried again."""
    _say(run, f"{DISK} {run.target} is full: {trouble} It goes on by itself once there is space again.", fence)


def tell_of_disk(run: Run, status: Status, fence: Fence) -> None:
    """A running script may lose what it writes: whoever looks at it should know why, and as long as it is so."""
    if status.disk_full and status.alive and run.state in (State.PREPARING, State.RUNNING):
        _say(run, f"{DISK} {run.target} is full: what this run writes may be lost until there is space again.", fence)
    elif run.reason.startswith(DISK) and run.state in (State.PREPARING, State.RUNNING):
        _say(run, "", fence)


def no_room_here(run: Run, trouble: OSError, fence: Fence) -> None:
    """What the run wrote cannot be stored."""
    run.refresh_from_db(fields=["state", "since", "reason"])
    if run.state in SIGHTED:
        _say(
            run,
            f"{HERE} takes no more ({trouble.strerror}): what this run writes waits on {run.target}, and comes when there is space.",
            fence,
        )


def room_here(run: Run) -> None:
    """Inside a transaction that holds the lease."""
    run.refresh_from_db(fields=["state", "since", "reason"])
    if run.reason.startswith(HERE):
        run.wait_for("")


def _lose(run: Run, reason: str, fence: Fence, reached: datetime | None) -> None:
    with fence.write():
        run.move(State.NOT_RESPONDING, reason, at=reached)


def _say(run: Run, reason: str, fence: Fence) -> None:
    if run.reason != reason:
        with fence.write():
            run.wait_for(reason)


def _seen(run: Run, reached: datetime | None) -> datetime | None:
    """When its target told something last: looks are counted every few seconds, and that it runs was told by the target too."""
    told = run.since if run.state in (State.RUNNING, State.FINALIZING) else None
    return max(filter(None, (reached, told)), default=None)


def _since(reached: datetime | None) -> str:
    """In the studio's own time zone; with the day where that is not today."""
    if reached is None:
        return f"{NOT_REACHED} it was added"
    at, today = timezone.localtime(reached), timezone.localdate()
    return f"{NOT_REACHED} {at:%H:%M}" if at.date() == today else f"{NOT_REACHED} {at:%H:%M on %-d %B}"


def _because(run: Run, trouble: ComputeError) -> str:
    there = run.handle and (run.last_seen or run.state) != State.FINALIZING
    if isinstance(trouble, HostKeyChanged) or not there:
        return str(trouble)
    return f"{trouble} The run goes on there, and is followed again once {run.target} answers."


def _asked(run: Run) -> str:
    return f"{run.reason.rstrip('.')}. " if run.reason else ""
