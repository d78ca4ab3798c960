"""The safety net that beat pulls through: targets with work and no driver."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from computes.models import Target
from runs.models import Run


def wake_all() -> list[int]:
    """The targets that have active runs and nobody who drives them."""
    active = Run.objects.filter(target=OuterRef("pk")).active().jobs()
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return list(Target.objects.filter(free).filter(Exists(active)).values_list("pk", flat=True))
