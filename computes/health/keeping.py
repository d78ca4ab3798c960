from datetime import timedelta

from django.utils import timezone

from computes.models import Errand, Sample, Target

KEPT = timedelta(hours=48)
ERRANDS_KEPT = timedelta(days=7)
AT_ONCE = 1_000  # rows of one statement: whoever waits to write waits a moment


def prune() -> None:
    """Remove samples that no chart shows, and errands that nobody looks for."""
    old = timezone.now() - KEPT
    for pk in Target.objects.values_list("pk", flat=True):
        _remove(Sample.objects.filter(target=pk, at__lt=old))
    _remove(Errand.objects.filter(ended__lt=timezone.now() - ERRANDS_KEPT))


def _remove(rows) -> None:
    while some := list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE]):
        rows.model.objects.filter(pk__in=some).delete()
