"""Removes built environments that somebody asked to be removed from their target. Asked for on a page, carried out by a worker."""

from computes.errors import ComputeError
from computes.kinds import open_target
from computes.models import Target
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
        workdir, _ = open_target(target.kind, target.options_with_defaults())
        busy = set(workdir.drop_environments(keys))
    except ComputeError:
        return
    asked.filter(key__in=set(keys) - busy).update(state=State.REMOVED, reason="", size=None, packages="")
    asked.filter(key__in=busy).update(state=State.READY, reason="It was not removed: a run uses it.")
    doorbell.ring(doorbell.target(target.pk))


def targets_to_tidy() -> list[int]:
    """Targets where somebody asked for a removal that has not happened."""
    return list(EnvironmentBuild.objects.filter(state=State.REMOVING).values_list("target", flat=True).distinct())
