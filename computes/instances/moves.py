"""The moves of an instance from state to state. Each is a compare-and-set: of two who ask at once, one is told no."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from computes.errors import ComputeError
from computes.models import Act, Instance, InstanceState, Mode, Target
from studio import doorbell
from studio.models import User

from .operations import OPERATIONS, UNTOLD, UP


def begin(instance: Instance, name: str, by: User | None, told: str = "") -> None:
    """Go into the state that says that this operation is under way. ComputeError when the state that it is in does not allow it.

    `told` is the line of the log of acts, where the operation's own word is not enough."""
    operation = OPERATIONS[name]
    facts = {} if name in UNTOLD else {"last_operation": _last(operation.word, "InProgress")}
    if not move(instance, operation.of, operation.during, trouble="", **facts):
        instance.refresh_from_db()
        raise ComputeError(f"{instance} is {instance.get_state_display().lower()}: it cannot be {operation.past} now.")
    if name not in UNTOLD:
        Act.note(instance.target, "instance", told or f"asked that it be {operation.past}", by)


def succeed(instance: Instance, name: str, **facts: Any) -> bool:
    operation = OPERATIONS[name]
    if operation.after is None:
        raise ValueError("Who deleted an instance has no row to write to.")
    if name not in UNTOLD:
        facts["last_operation"] = _last(operation.word, "Succeeded")
    return move(instance, (operation.during,), operation.after, trouble="", **facts)


def fail(instance: Instance, name: str, trouble: str, state: str) -> bool:
    """The operation came to nothing; `state` is the truth that it left."""
    operation = OPERATIONS[name]
    facts = {} if name in UNTOLD else {"last_operation": _last(operation.word, f"{operation.word}Failed")}
    return move(instance, (operation.during,), state, trouble=trouble, **facts)


def move(instance: Instance, of: tuple[str, ...], to: str, **facts: Any) -> bool:
    """Go to `to` if the instance is in one of the states `of`, and say whether this call was the one that did it."""
    changes = {"state": InstanceState(to), "since": timezone.now(), **facts}
    with transaction.atomic():
        if not Instance.objects.filter(pk=instance.pk, state__in=of).update(**changes):
            return False
        _open(instance, to)
        doorbell.ring_on_commit(doorbell.target(instance.target_id), doorbell.work(instance.target_id))
    for name, value in changes.items():
        setattr(instance, name, value)
    return True


def _open(instance: Instance, state: str) -> None:
    """Runs that are sent to an instance that is not up wait for it."""
    mode, other = (Mode.OPEN, Mode.PAUSED) if state in UP else (Mode.PAUSED, Mode.OPEN)
    Target.objects.filter(pk=instance.target_id, mode=other).update(mode=mode)


def _last(word: str, status: str) -> dict[str, str]:
    return {"operationName": word, "operationTime": timezone.now().isoformat(), "operationStatus": status}
