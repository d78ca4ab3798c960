"""Removes built environments that somebody asked to be removed from their target, and sees which of them are there still.

Asked for on a page or by the clock, carried out by a worker."""

from django.db.models import QuerySet
from django.utils import timezone

from computes.errors import ComputeError
from computes.models import Target
from computes.reach import reach
from runs.models import EnvironmentBuild
from studio import doorbell

State = EnvironmentBuild.State


def remove_builds(pk: int) -> None:
    """Remove what was asked for on this target. May be done twice; a target that does not answer is asked again by the clock."""
    target = Target.objects.get(pk=pk)
    asked = EnvironmentBuild.objects.filter(target=target, state=State.REMOVING)
    keys = list(asked.values_list("key", flat=True))
    if not keys:
        return
    try:
        workdir, _ = reach(target)
        _, refused = workdir.drop(keys)
    except ComputeError:
        return
    for key, sentence in refused.items():
        asked.filter(key=key).update(state=State.READY, reason=f"It was not removed. {sentence}")
    # Those that were not there any more are gone as well.
    asked.filter(key__in=set(keys) - set(refused)).update(state=State.REMOVED, reason="", size=None, packages="")
    doorbell.ring(doorbell.target(target.pk))


def targets_to_tidy() -> list[int]:
    """Targets where somebody asked for a removal that has not happened."""
    return list(EnvironmentBuild.objects.filter(state=State.REMOVING).values_list("target", flat=True).distinct())


def targets_with_builds() -> list[int]:
    """Targets on which environments are, as far as is known; but none that was detached."""
    return list(Target.objects.present().filter(environment_builds__state=State.READY).distinct().values_list("pk", flat=True))


def take_stock(pk: int) -> None:
    """What somebody removed on a target by hand is not there, whatever was known of it. One that does not answer is left as it is."""
    target = Target.objects.get(pk=pk)
    try:
        workdir, _ = reach(target)
        began = timezone.now()
        there = {each["key"]: each["size"] for each in workdir.environments() if each["ready"]}
    except ComputeError:
        return
    # What became ready while we looked is not missing.
    _compare(EnvironmentBuild.objects.filter(target=target, state=State.READY).exclude(used__gte=began), there)
    doorbell.ring(doorbell.target(target.pk))


def _compare(known: QuerySet[EnvironmentBuild], there: dict[str, int]) -> None:
    known.exclude(key__in=there).update(state=State.REMOVED, reason="It is no longer on the target.", size=None, packages="")
    for build in known.filter(key__in=there):
        if build.size != there[build.key]:
            known.filter(pk=build.pk).update(size=there[build.key])
