"""The states of a run. Names and meaning are Azure ML's (azureml-core 1.61, `RunStatus`)."""

from django.db import models


class State(models.TextChoices):
    NOT_STARTED = "NotStarted", "Not started"
    STARTING = "Starting", "Starting"
    PROVISIONING = "Provisioning", "Provisioning"
    PREPARING = "Preparing", "Preparing"
    QUEUED = "Queued", "Queued"
    RUNNING = "Running", "Running"
    FINALIZING = "Finalizing", "Finalizing"
    CANCEL_REQUESTED = "CancelRequested", "Cancel requested"
    NOT_RESPONDING = "NotResponding", "Not responding"
    COMPLETED = "Completed", "Completed"
    FAILED = "Failed", "Failed"
    CANCELED = "Canceled", "Canceled"


FINAL = {State.COMPLETED, State.FAILED, State.CANCELED}
ACTIVE = set(State) - FINAL
WAITING = (State.NOT_STARTED, State.QUEUED)
# Everything between being sent to a target and being done there.
ON_TARGET = ACTIVE - set(WAITING)
# What holds one of its slots: where processes may live. Of a run that is finalizing only files are left.
HOLDING = ON_TARGET - {State.FINALIZING}

_FORWARD = [State.NOT_STARTED, State.QUEUED, State.STARTING, State.PROVISIONING, State.PREPARING, State.RUNNING, State.FINALIZING]


def may_follow(before: str, after: str) -> bool:
    """The table of moves. A run goes forward; a cancel, a failure and losing sight of it may come at any moment."""
    before, after = State(before), State(after)
    if before in FINAL or before == after:
        return False
    if after in {State.FAILED, State.CANCELED, State.NOT_RESPONDING}:
        return True
    if after == State.CANCEL_REQUESTED:
        return before != State.FINALIZING
    if after == State.COMPLETED:
        return before in {State.FINALIZING, State.RUNNING}
    if before == State.CANCEL_REQUESTED:
        return after == State.FINALIZING
    if before == State.NOT_RESPONDING:
        return True
    return _FORWARD.index(after) > _FORWARD.index(before)
