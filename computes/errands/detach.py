from django.core.exceptions import ValidationError

from computes import health
from computes.administering.detaching import finish, refuse_while_active
from computes.disk import purge
from computes.errands.asking import OPEN
from computes.errors import ComputeError
from computes.models import Errand, Target
from computes.reach import reach
from computes.work import on_targets
from studio.templatetags.words import size


def carry_out(errand: Errand) -> None:
    """Leave the machine as it was found, or give up the runs on one that does not answer; then forget it."""
    target = errand.target
    try:
        said = _cleaned(target) if errand.ask["clean"] else _given_up(errand)
        finish(target, errand.by, said)
    except ValidationError as refusal:
        health.let_go(target)
        raise ComputeError(refusal.messages[0]) from refusal


def _cleaned(target: Target) -> str:
    refuse_while_active(target)
    if others := target.errands.filter(state__in=OPEN).exclude(kind="detach"):
        raise ComputeError(f"Something else is under way on {target} ({others[0].kind}): detach it when that is over.")
    health.hold(target)  # who asks how it is would put our agent there again
    try:
        return _purged(target)
    except ComputeError:
        health.let_go(target)
        raise


def _purged(target: Target) -> str:
    workdir, _ = reach(target)
    answer = purge(target, workdir)
    on_targets().nothing_left(target)
    left = f"; what is not ours stays in {workdir.root}: {', '.join(answer['left'][:5])}" if answer["left"] else ""
    return f"detached it and removed our folder from the machine, {size(answer['bytes'])}{left}"


def _given_up(errand: Errand) -> str:
    count = on_targets().give_up(errand.target, errand.by)
    ended = f", and gave up {count} {'run' if count == 1 else 'runs'}" if count else ""
    return f"detached it while it did not answer{ended}; our folder stays on the machine"
