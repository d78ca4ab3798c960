"""Why no trial can be started now, or never again."""

from computes.models import Mode
from runs.models import Sweep
from runs.sweeps import ending
from studio.models import Member

from .fence import Fence


def stands(sweep: Sweep, fence: Fence) -> bool:
    """Whether something is in the way. Where it stays there, the sweep ends with the trials that it has."""
    if why := lasting(sweep):
        give_up(sweep, why, fence)
        return True
    return bool(passing(sweep))


def give_up(sweep: Sweep, why: str, fence: Fence) -> None:
    """It starts no trial any more; those that go on come to their ends."""
    with fence.write():
        Sweep.objects.filter(pk=sweep.pk, ending__in=["", ending.RETRIES]).update(ending=ending.UNABLE)
        sweep.run.note("ending", why)
    sweep.ending = ending.UNABLE


def lasting(sweep: Sweep) -> str:
    """What no time mends, in a sentence."""
    run = sweep.run
    member = Member.objects.filter(workspace=run.workspace_id, user=run.submitted_by_id, user__is_active=True).first()
    if member is None or not member.may("contributor"):
        return "Whoever submitted it may not submit runs here any more, so no further trial was started. Submit the sweep again."
    if run.target.mode == Mode.RETIRED:
        return f"The compute target {run.target} was retired, so no further trial was started. Submit the sweep again on another target."
    if not run.target.usable_by(member):
        return f"{member.user} may not use the compute target {run.target} any more, so no further trial was started."
    return ""


def passing(sweep: Sweep) -> str:
    """What it waits for before it starts another trial, in a sentence."""
    target = sweep.run.target
    if target.mode in (Mode.DRAINING, Mode.DRAFT):
        return f"No further trials are started: the compute target {target} takes no new runs at the moment."
    return ""
