"""A hyperparameter sweep: a parent run that starts trials, each a child run with a job of its own."""

from datetime import timedelta

import numpy as np
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from computes.models import Fenced

from .run import Run


class Sweep(models.Model):
    """What belongs to a sweep and to no other run. Its state, its people and its history are its run's.

    `max_total`, `max_concurrent` and `space` hold what counts now: they may be changed while it runs; `definition` is what was submitted."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="sweep", primary_key=True)
    definition = models.JSONField()  # runs.sweeps.values.Definition.to_dict()
    text = models.TextField(blank=True)  # the hdconfig.yml it was submitted as, or would be written as
    space = models.JSONField()  # the parameters now, in the form that `definition` has them
    seed = models.BigIntegerField()  # (seed, index) decide what a trial is given, wherever and whenever that is asked
    max_total = models.PositiveIntegerField()
    max_concurrent = models.PositiveIntegerField()
    deadline = models.DateTimeField(null=True)
    # How many trials may fail before the sweep gives up. None: however many.
    max_failed = models.PositiveIntegerField(null=True)
    paused = models.BooleanField(default=False)
    # No point of the space is left that was not tried.
    exhausted = models.BooleanField(default=False)
    # Why it starts no more trials and ends those that go on: "", or a word of runs.sweeps.ending.
    ending = models.CharField(max_length=20, blank=True)
    resumed = models.ManyToManyField("self", symmetrical=False, related_name="continued", blank=True)
    best = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    lease_token = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.run)

    def take_lease(self, seconds: float) -> int | None:
        """The fencing token of whoever advances this sweep from now on, or None while somebody else does."""
        now = timezone.now()
        rows = Sweep.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=self.pk)
        if not rows.update(lease_token=F("lease_token") + 1, lease_until=now + timedelta(seconds=seconds)):
            return None
        return Sweep.objects.values_list("lease_token", flat=True).get(pk=self.pk)

    def keep_lease(self, token: int, seconds: float) -> None:
        """Raises Fenced when it was lost. First in a transaction, it keeps everybody else from writing in the lease's name until that ends."""
        until = timezone.now() + timedelta(seconds=seconds)
        if not Sweep.objects.filter(pk=self.pk, lease_token=token).update(lease_until=until):
            raise Fenced(f"sweep {self.pk}")

    def give_lease(self, token: int) -> None:
        """Hand it on, if it is still ours."""
        Sweep.objects.filter(pk=self.pk, lease_token=token).update(lease_until=None)


class Trial(models.Model):
    """One point of a sweep's space. The row, with its parameters, is there before its run is: so it is started once.

    A trial that failed may be tried again: `run` is its newest attempt, earlier ones stay children of the sweep's run."""

    sweep = models.ForeignKey(Sweep, models.CASCADE, related_name="trials")
    index = models.PositiveIntegerField()  # from 0
    parameters = models.JSONField()  # {name as defined: value}; without those whose condition is not met
    run = models.OneToOneField(Run, models.SET_NULL, null=True, related_name="trial")
    attempt = models.PositiveSmallIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    # The best that it reported for each objective, in their order; None where it reported nothing. `score` is the first, for sorting.
    scores = models.JSONField(default=list, blank=True)
    score = models.FloatField(null=True)
    # Every value that it reported for the primary metric, in order: little-endian float64. The n-th is interval n.
    reported = models.BinaryField(default=b"")
    reports = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)  # the last interval to which the policy was applied
    # Why the policy stopped it: {"policy", "interval", "value", "limit", "text", …}. None: it did not.
    decision = models.JSONField(null=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["sweep", "index"], name="trial_once")]
        indexes = [models.Index(fields=["sweep", "score"], name="trial_by_score")]

    def __str__(self) -> str:
        return f"Trial {self.index}"

    @property
    def values(self) -> np.ndarray:
        """What it reported for the primary metric, in order; NaN among it where the script logged that."""
        return np.frombuffer(bytes(self.reported), "<f8")
