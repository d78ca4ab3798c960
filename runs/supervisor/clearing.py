"""What runs that are over still take on their targets.

A job's folder stays for a day after its end: it is what makes a second start of the same job harmless, for as long as a
worker could sleep through its lease and wake again. Everything in it is in the studio by then."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from computes.errors import ComputeError
from computes.models import Target
from computes.reach import reach
from runs.models import Run
from runs.models.state import FINAL

KEPT = timedelta(days=1)


def clear() -> None:
    """Remove the folders of runs that ended more than KEPT ago, on each target that answers. One that was detached is left as it was left:
    even to ask would put our agent there again."""
    for target in Target.objects.present().filter(Exists(_over(OuterRef("pk")))):
        try:
            _clear(target)
        except ComputeError:
            continue  # the next round finds the same folders


def _clear(target: Target) -> None:
    workdir, _ = reach(target)
    there = {job["id"] for job in workdir.call("list", timeout=600)["jobs"]}
    numbers = [int(job.partition("-")[0]) for job in there if job.partition("-")[0].isdigit()]
    # Another studio may use the same machine: only what carries one of our runs' whole ids is ours.
    over = {run.job_id for run in _over(target.pk).filter(pk__in=numbers).only("pk", "key")}
    if over & there:
        workdir.remove(sorted(over & there), "all")


def _over(target):
    return Run.objects.filter(target=target, state__in=FINAL, ended__lt=timezone.now() - KEPT)
