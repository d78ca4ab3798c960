"""The safety net that beat pulls through: targets with work and no driver, and the health of those that rest."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from computes.errors import ComputeError
from computes.models import Target
from computes.reach import reach
from runs.models import Run
from studio import doorbell

HEALTH_SECONDS = 15


def wake_all() -> list[int]:
    """The targets that have active runs and nobody who drives them."""
    active = Run.objects.filter(target=OuterRef("pk")).active().jobs()
    free = Q(lease_until=None) | Q(lease_until__lt=timezone.now())
    return list(Target.objects.filter(free).filter(Exists(active)).values_list("pk", flat=True))


def check_health() -> None:
    """Probe each target whose health is older than HEALTH_SECONDS."""
    old = timezone.now() - timedelta(seconds=HEALTH_SECONDS)
    for target in Target.objects.filter(Q(probed=None) | Q(probed__lt=old)):
        if Target.objects.filter(pk=target.pk, probed=target.probed).update(probed=timezone.now()):
            _probe(target)


def _probe(target: Target) -> None:
    try:
        _, launcher = reach(target)
        target.answered(launcher.probe().to_dict())
    except ComputeError as trouble:
        target.silent(str(trouble))
    doorbell.ring(doorbell.target(target.pk))
