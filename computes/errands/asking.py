from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from computes.models import Errand, Target
from studio import celery
from studio.models import User

OPEN = [Errand.State.WAITING, Errand.State.RUNNING]


def ask_for(target: Target, kind: str, by: User | None = None, **ask) -> Errand:
    """Ask for an errand; while one of this kind is under way on the target, this gives that one."""
    try:
        with transaction.atomic():
            errand = Errand.objects.create(target=target, kind=kind, by=by, ask=ask)
            transaction.on_commit(lambda: celery.ask("computes.tasks.carry_out", errand.pk))
            return errand
    except IntegrityError:
        # It may have ended in this very moment: then it is the newest.
        return Errand.objects.filter(target=target, kind=kind).first() or ask_for(target, kind, by, **ask)


def left_over() -> list[int]:
    """Errands that nobody carries out: their wake-up was lost, or their worker was killed."""
    free = Q(held_until=None) | Q(held_until__lt=timezone.now())
    return list(Errand.objects.filter(free, state__in=OPEN).order_by("pk").values_list("pk", flat=True))
