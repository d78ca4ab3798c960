"""From a draft to a target that runs are sent to."""

from django.core.exceptions import ValidationError
from django.db import transaction

from computes.models import Act, Errand, Mode, Target
from studio import doorbell
from studio.models import User

from .asking import last_check


def open_up(target: Target, by: User | None) -> None:
    """Take runs from now on. ValidationError unless its last check passed."""
    last = last_check(target)
    if last is None or not green(last):
        raise ValidationError(f"{target} has not passed its check yet. Check it, mend what fails, and open it then.")
    opened(target, by)


def green(check: Errand) -> bool:
    """Whether this check found all that runs need."""
    return check.state == Errand.State.DONE and bool(check.answer.get("green"))


def opened(target: Target, by: User | None) -> bool:
    """Whether this call opened the draft."""
    with transaction.atomic():
        if not Target.objects.filter(pk=target.pk, mode=Mode.DRAFT).update(mode=Mode.OPEN):
            return False
        Act.note(target, "opened", "opened it for runs", by)
        doorbell.ring_on_commit(doorbell.work(target.pk))
    return True
