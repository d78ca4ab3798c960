"""What workers see of instances every few seconds: whether they run, whether anybody uses them, and whether it is time to stop one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from computes import load
from computes.errors import ComputeError
from computes.models import Errand, Instance, InstanceState
from computes.reach import reach
from studio import doorbell

from . import lab, moves
from .asking import stop
from .idling import idle_end
from .machines import Truth, machine_of
from .operations import OPERATIONS, UNDER_WAY, UP

STEADY = (InstanceState.RUNNING, InstanceState.JOB_RUNNING, InstanceState.STOPPED, InstanceState.UNKNOWN, InstanceState.UNUSABLE)
LOOKED_AT = (*STEADY, InstanceState.SETUP_FAILED)
FRESH = timedelta(seconds=20)  # what was begun just now may still be on its way to a worker
EVERY = timedelta(seconds=30)  # how exactly it is known when somebody was last active


def all_to_look_at() -> list[int]:
    return list(Instance.objects.exclude(state=InstanceState.CREATE_FAILED).values_list("pk", flat=True))


def look(pk: int) -> None:
    """Bring what the studio believes of an instance to what is true."""
    instance = Instance.objects.select_related("target__workspace", "host").filter(pk=pk).first()
    if instance is None:
        return
    if instance.state in UNDER_WAY:
        return _look_for_stranded(instance)
    if instance.state in LOOKED_AT:
        _look(instance)
    return None


def _look_for_stranded(instance: Instance) -> None:
    """An operation that nobody carries out (a fault of the studio's own ended its errand) is over."""
    name = UNDER_WAY[InstanceState(instance.state)]
    carried = Errand.objects.filter(target=instance.target_id, kind=f"instance_{name}", ended=None).exists()
    if carried or instance.since > timezone.now() - FRESH:
        return
    found = InstanceState.CREATE_FAILED if name == "create" else machine_of(instance).look().state
    moves.fail(instance, name, f"{OPERATIONS[name].word} was not carried out to its end.", found)


def _look(instance: Instance) -> None:
    truth = _truth(instance)
    busy = load.loads([instance.target_id])[instance.target_id].running > 0
    _settle(instance, truth, busy)
    if instance.state in UP:
        _note_activity(instance, busy)
        _stop_if_idle(instance)


def _truth(instance: Instance) -> Truth:
    if instance.host and instance.host.unreachable:
        return Truth(InstanceState.UNKNOWN, f"Its host {instance.host} does not answer: {instance.host.trouble}")
    return machine_of(instance).look()


def _settle(instance: Instance, truth: Truth, busy: bool) -> None:
    state = truth.state
    if state == InstanceState.RUNNING and busy:
        state = InstanceState.JOB_RUNNING
    if state == InstanceState.RUNNING and instance.state == InstanceState.SETUP_FAILED:
        return
    if state == instance.state:
        return
    was_up, up = instance.state in UP, state in UP
    facts: dict[str, Any] = {} if was_up and up else {"trouble": truth.trouble}
    if not up and state != InstanceState.UNKNOWN:
        facts |= {"address": ""}
    if up and not was_up:
        facts |= {"active_at": timezone.now()}
    moves.move(instance, (instance.state,), state, **facts)


def _note_activity(instance: Instance, busy: bool) -> None:
    active = timezone.now() if busy else _active_in_lab(instance)
    if active and (instance.active_at is None or active > instance.active_at + EVERY):
        Instance.objects.filter(pk=instance.pk).update(active_at=active)
        instance.active_at = active
        doorbell.ring(doorbell.target(instance.target_id))


def _active_in_lab(instance: Instance) -> datetime | None:
    if not instance.address or not instance.token:
        return None
    try:
        workdir, launcher = reach(instance.target)
        activity = lab.activity(instance, workdir)
        ended = activity is None and lab.over(instance, launcher)
    except ComputeError:
        return None
    if ended:  # the next opening starts it again
        Instance.objects.filter(pk=instance.pk, token=instance.token).update(address="")
        doorbell.ring(doorbell.target(instance.target_id))
    return timezone.now() - timedelta(seconds=0 if activity.busy else activity.idle) if activity else None


def _stop_if_idle(instance: Instance) -> None:
    end = idle_end(instance)
    if end is None or end > timezone.now():
        return
    try:
        stop(instance, None, f"stopped it: nothing happened on it for {instance.idle_minutes} minutes")
    except ComputeError:
        return  # somebody did something with it in this moment
