from django.db import transaction

from computes.errands import ask_for
from computes.errors import ComputeError
from computes.models import Act, Errand, Instance, InstanceState, Mode
from studio import doorbell
from studio.models import Member, User

from . import moves


def start(instance: Instance, by: User | None) -> Errand:
    """ComputeError also where its host takes none at this time, or is no longer its owner's to use."""
    refuse_host(instance)
    return _ask(instance, "start", by)


def stop(instance: Instance, by: User | None, told: str = "") -> Errand:
    """Runs that are on it are cancelled first; those that wait for it wait on."""
    return _ask(instance, "stop", by, told)


def restart(instance: Instance, by: User | None) -> Errand:
    refuse_host(instance)
    return _ask(instance, "restart", by)


def delete(instance: Instance, by: User | None) -> Errand:
    """A container goes with its home folder; a machine of its own is left as it is, and is no compute instance any more."""
    return _ask(instance, "delete", by)


def refuse_host(instance: Instance) -> None:
    """What was changed of the host since the instance was created counts when it is started again."""
    host, owner = instance.host, instance.target.owner
    if host is None:
        return
    if host.mode != Mode.OPEN:
        raise ComputeError(f"{host}, on which {instance} lives, is {host.get_mode_display().lower()}: wait until it is opened again.")
    member = Member.objects.filter(workspace=host.workspace_id, user=owner).first()
    if member is None or not host.usable_by(member):
        raise ComputeError(f"{host}, on which {instance} lives, is not kept for {owner} any more: ask an owner of the workspace.")


def open_lab(instance: Instance, by: User | None) -> Errand | None:
    """Install JupyterLab there, if need be, and start it. None: it runs."""
    if instance.address and instance.state in (InstanceState.RUNNING, InstanceState.JOB_RUNNING):
        return None
    if instance.state == InstanceState.SETTING_UP:
        return ask_for(instance.target, "instance_setup", by)
    return _ask(instance, "setup", by)


def set_idle(instance: Instance, minutes: int | None, by: User | None) -> None:
    """Stop it by itself after so many minutes without runs and without JupyterLab; None: never."""
    told = f"set that it is stopped after {minutes} idle minutes" if minutes else "set that it is not stopped by itself"
    with transaction.atomic():
        Instance.objects.filter(pk=instance.pk).update(idle_minutes=minutes)
        Act.note(instance.target, "instance", told, by)
        doorbell.ring_on_commit(doorbell.target(instance.target_id))
    instance.idle_minutes = minutes


def _ask(instance: Instance, name: str, by: User | None, told: str = "") -> Errand:
    with transaction.atomic():
        moves.begin(instance, name, by, told)
        return ask_for(instance.target, f"instance_{name}", by)
