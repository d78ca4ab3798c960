"""Trials that are tried again: the same point, in a new attempt."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from runs.models import State, Sweep, Trial

# Cancelled by a person or with their sweep: what the policy stopped has its result.
CHOICES = {
    "failed": Q(run__state=State.FAILED),
    "missing": Q(run__state=State.CANCELED, decision__isnull=True),
}
CHOICES["both"] = CHOICES["failed"] | CHOICES["missing"]
# What a trial knows of an attempt.
FORGOTTEN: dict[str, Any] = {"run": None, "score": None, "reported": b"", "reports": 0, "judged": 0, "decision": None}


def again(sweep: Sweep, which: str) -> int:
    """Inside the transaction that holds the sweep. ValidationError where there is none to be tried again."""
    if which not in CHOICES:
        raise ValidationError(f"Trials to try again are those that are {', '.join(CHOICES)}: {which} is none of these.")
    pks = list(Trial.objects.filter(CHOICES[which], sweep=sweep).values_list("pk", flat=True))
    waiting = sweep.trials.filter(run=None).count() if which != "failed" else 0  # drawn, and never started
    if not pks and not waiting:
        raise ValidationError(f"None of its trials {NONE[which]}: there is nothing to try again.")
    forget(sweep, Trial.objects.filter(pk__in=pks))
    return len(pks) + waiting


def forget(sweep: Sweep, trials: QuerySet[Trial]) -> int:
    """Take them to their next attempts: what the earlier ones reported stays with their runs."""
    nothing = [None] * len(sweep.definition["objectives"])
    return trials.update(attempt=F("attempt") + 1, scores=nothing, **FORGOTTEN)


NONE = {"failed": "failed", "missing": "is missing", "both": "failed or is missing"}
