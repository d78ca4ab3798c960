"""What may be done with a compute instance in which state. The names of states and operations are Azure ML's (its SDK 1.11)."""

from __future__ import annotations

from typing import NamedTuple

from computes.models import InstanceState as State


class Operation(NamedTuple):
    """Allowed in the states `of`; `during` it is under way; `after` it succeeded (None: there is no instance any more)."""

    word: str
    past: str
    of: tuple[State, ...]
    during: State
    after: State | None


UP = (State.RUNNING, State.JOB_RUNNING, State.SETTING_UP, State.SETUP_FAILED, State.USER_SETTING_UP, State.USER_SETUP_FAILED)
DOWN = (State.STOPPED, State.UNUSABLE)
AT_REST = (*UP, *DOWN, State.CREATE_FAILED, State.UNKNOWN)

OPERATIONS = {
    "create": Operation("Create", "created", (State.CREATING,), State.CREATING, State.RUNNING),
    "start": Operation("Start", "started", DOWN, State.STARTING, State.RUNNING),
    "stop": Operation("Stop", "stopped", UP, State.STOPPING, State.STOPPED),
    "restart": Operation("Restart", "restarted", UP, State.RESTARTING, State.RUNNING),
    "delete": Operation("Delete", "deleted", AT_REST, State.DELETING, None),
    "setup": Operation("SetUp", "set up", (State.RUNNING, State.JOB_RUNNING, State.SETUP_FAILED), State.SETTING_UP, State.RUNNING),
}

# Those under way, by the state that says so.
UNDER_WAY = {operation.during: name for name, operation in OPERATIONS.items()}
# Not one of Azure ML's operations: it opens JupyterLab.
UNTOLD = ("setup",)


def allowed(name: str, state: str) -> bool:
    return state in OPERATIONS[name].of
