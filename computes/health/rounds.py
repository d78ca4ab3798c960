"""Whose turn it is to be asked. Each target is asked by a task of its own, and by one at a time: a machine that swallows packets holds
up one thread for as long as its time-outs are, and nobody else."""

import time
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from computes.errors import ComputeError
from computes.models import InstanceState, Mode, Target

EVERY = timedelta(seconds=15)
# One that has been silent for long is asked less often: what a hundred of them cost must leave room for the others.
LONG_SILENT, SELDOM = timedelta(minutes=10), timedelta(minutes=1)
# Within this time an answer comes, or the time-outs of the transport do. A claim that is older is of a worker that was killed.
CLAIMED = timedelta(seconds=90)
HELD = timedelta(hours=1)
STARTED = [
    *(InstanceState.RUNNING, InstanceState.JOB_RUNNING),
    *(InstanceState.SETTING_UP, InstanceState.SETUP_FAILED, InstanceState.USER_SETTING_UP, InstanceState.USER_SETUP_FAILED),
]


def due() -> list[tuple[int, str]]:
    """Claim the targets whose health is old: their keys, each with its claim. Another worker that asks now gets none of them."""
    claims = [(target.pk, _claim(target)) for target in _old().only("pk", "probed")]
    return [(pk, claim.isoformat()) for pk, claim in claims if claim]


def hold(target: Target) -> None:
    """Nobody asks it until `let_go`, and nobody still waits for an answer. ComputeError where somebody waits for too long."""
    deadline = time.monotonic() + CLAIMED.total_seconds()
    while time.monotonic() < deadline:
        now = timezone.now()
        # One further ahead than any claim is our own of before: the worker that held it was killed.
        idle = Q(probed=None) | Q(probed__lte=now) | Q(probed__gt=now + CLAIMED)
        if Target.objects.filter(idle, pk=target.pk).update(probed=now + HELD):
            return
        time.sleep(0.2)
    raise ComputeError(f"{target} takes long to say how it is: try again in a minute.", transient=True)


def let_go(target: Target) -> None:
    Target.objects.filter(pk=target.pk).update(probed=None)


def _old():
    now = timezone.now()
    long_silent = Q(unreachable__lt=now - LONG_SILENT)
    old = Q(probed=None) | Q(probed__lt=now - SELDOM) | (Q(probed__lt=now - EVERY) & ~long_silent)
    # A machine that was stopped is not silent: it is not asked.
    there = Q(instance=None) | Q(instance__state__in=STARTED)
    # Nor is one that showed another host key, until somebody has looked at it.
    return Target.objects.filter(old, there, mode__in=[Mode.OPEN, Mode.PAUSED, Mode.DRAINING], other_host_key="")


def _claim(target: Target) -> datetime | None:
    """In the future while somebody asks: `probed` says when the target may be asked next, less EVERY."""
    until = timezone.now() + CLAIMED
    return until if Target.objects.filter(pk=target.pk, probed=target.probed).update(probed=until) else None
