"""Whether a run may be sent to a target: asked when it is submitted, run again, moved there, or an environment is built there."""

from django.utils import timezone

from computes.models import Mode, Target
from runs.capacity import too_much
from runs.resources import Asked
from studio.models import Member

CLOSED = {
    Mode.DRAFT: "is still being set up",
    Mode.DRAINING: "takes no new runs: it is being drained",
    Mode.RETIRED: "takes no new runs: it was retired",
}


def refusals(member: Member, target: Target, asked: Asked) -> list[str]:
    """Why not, in sentences with their way out; empty when nothing is known to be in the way."""
    if target.mode in CLOSED:
        note = f" ({target.note.strip()})" if target.note.strip() else ""
        return [f"The compute target {target} {CLOSED[Mode(target.mode)]}{note}. Choose another for this run."]
    if not target.usable_by(member):
        return [f"{_whose(target)}: you may not send runs to it. Choose another target for this run, or ask an owner of the workspace."]
    if target.other_host_key:
        return [f"The compute target {target} showed another host key than the one that was pinned. An owner has to look at it first."]
    if target.unreachable:
        return [f"The compute target {target} does not answer since {timezone.localtime(target.unreachable):%H:%M}: {target.trouble}"]
    return [refusal] if (refusal := too_much(target, asked)) else []


def _whose(target: Target) -> str:
    return f"{target} is a compute instance of {target.owner}" if target.owner else f"The compute target {target} is kept to some people"
