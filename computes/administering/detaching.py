from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from computes.errands import ask_for
from computes.load import loads
from computes.models import Act, Errand, Instance, Mode, Target
from studio import doorbell
from studio.models import User

from .modes import runs_are


def detach(target: Target, by: User | None, clean: bool = False, give_up: bool = False) -> Errand | None:
    """Let go of the machine: the studio forgets how to sign in to it, and runs go there no more.

    `clean`: leave the machine as it was found, which a worker does; `give_up`: end runs on a machine that does not answer as
    Canceled, although nobody knows what they do. Without either it is done on return, and None is returned. A target that runs or
    configurations name is kept as a retired one, for their history; any other is gone."""
    refuse(target, clean, give_up)
    if not clean and not give_up:
        finish(target, by, "detached it; our folder stays on the machine")
        return None
    with transaction.atomic():
        if target.mode != Mode.DRAFT:
            Target.objects.filter(pk=target.pk).update(mode=Mode.DRAINING)  # nothing comes in between
        return ask_for(target, "detach", by, clean=clean, give_up=give_up)


def refuse(target: Target, clean: bool, give_up: bool) -> None:
    if Instance.objects.filter(target=target).exists():
        raise ValidationError(f"{target} is a compute instance: delete it on its own page.")
    if living := list(Instance.objects.filter(host=target).values_list("target__name", flat=True)):
        raise ValidationError(f"Compute instances live on {target}: {', '.join(living)}. Delete them first.")
    if clean and not target.healthy:
        raise ValidationError(f"{target} does not answer, so nothing can be removed there. Detach it without cleaning up.")
    if give_up and target.healthy:
        raise ValidationError(f"{target} answers: cancel its runs, or drain it and wait for their end.")
    refuse_while_active(target, give_up)


def refuse_while_active(target: Target, give_up: bool = False) -> None:
    active = sum(loads([target.pk])[target.pk])
    if active and not give_up:
        raise ValidationError(f"{runs_are(active)} active on {target}. Drain it and wait for their end, or cancel them; then detach it.")


def finish(target: Target, by: User | None, said: str) -> bool:
    """Forget it: gone, or retired where history names it. Whether it is gone."""
    pk = target.pk
    with transaction.atomic():
        # The key that was pinned and how it was reached stay with a retired one: they are part of what happened.
        Target.objects.filter(pk=pk).update(mode=Mode.RETIRED, sealed="", other_host_key="", unreachable=None, trouble="")
        refuse_while_active(target)
        Act.note(target, "detach", said, by)
        gone = _delete(target)
        doorbell.ring_on_commit(doorbell.work(pk), doorbell.target(pk))
    return gone


def _delete(target: Target) -> bool:
    try:
        with transaction.atomic():
            Target.objects.get(pk=target.pk).delete()
    except ProtectedError:
        return False
    return True
