"""Carries an operation out on the machine, in a worker, step by step while its page watches."""

from django.db import transaction
from django.utils import timezone

from computes import work
from computes.errands.checking import Checklist, Visit
from computes.errors import ComputeError
from computes.models import Act, Errand, Instance, InstanceState, Mode, Target

from . import lab, moves
from .machines import Machine, machine_of
from .operations import OPERATIONS

ENDS_RUNS = ("stop", "restart", "delete")


def carry_out(errand: Errand, name: str) -> None:
    """May happen twice: what is there is found again, what is gone is gone."""
    instance = Instance.objects.select_related("target__workspace", "target__owner", "host").filter(target=errand.target_id).first()
    if instance is None or instance.state != OPERATIONS[name].during:
        return  # an earlier worker was killed after it had done all of it
    machine = machine_of(instance)
    steps = lab.steps(instance, machine) if name == "setup" else getattr(machine, name)()
    checklist = Checklist(errand, Visit(instance.target), steps)
    if not checklist.go():
        raise _failed(instance, machine, name, _trouble(checklist))
    if name in ENDS_RUNS:
        why = f"The compute instance {instance} was {OPERATIONS[name].past}."
        work.on_targets().ended(instance.target, why, waiting=name == "delete")
    _done(instance, name)


def _done(instance: Instance, name: str) -> None:
    if OPERATIONS[name].after is None:
        _forget(instance)
    elif name == "setup":
        moves.succeed(instance, name, active_at=timezone.now())
    else:  # JupyterLab ended with what was stopped
        moves.succeed(instance, name, active_at=timezone.now(), address="")


def _failed(instance: Instance, machine: Machine, name: str, trouble: str) -> ComputeError:
    moves.fail(instance, name, trouble, _left(instance, machine, name))
    return ComputeError(trouble)


def _left(instance: Instance, machine: Machine, name: str) -> InstanceState:
    """The state that a failure leaves: the truth."""
    if name == "create":
        machine.discard()
        return InstanceState.CREATE_FAILED
    found = machine.look().state
    return InstanceState.SETUP_FAILED if name == "setup" and found == InstanceState.RUNNING else found


def _trouble(checklist: Checklist) -> str:
    row = next(row for row in checklist.rows if row["state"] in ("failed", "waiting"))
    return f"{row['detail']} {row['way_out']}".strip()


def _forget(instance: Instance) -> None:
    """The instance is gone. Its target stays where runs in the history name it, and goes with it where there are none."""
    target = instance.target
    with transaction.atomic():
        Act.note(target, "instance", "deleted it, for good")
        container = bool(instance.host_id)
        instance.delete()
        if not container:
            Target.objects.filter(pk=target.pk).update(owner=None, mode=Mode.OPEN)
        elif work.on_targets().any(target):
            Target.objects.filter(pk=target.pk).update(mode=Mode.RETIRED)
        else:
            target.delete()
