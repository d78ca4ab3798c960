from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from studio import doorbell
from studio.models import User

from .target import Target

LEASE = timedelta(seconds=60)  # an errand whose worker said nothing for so long is begun again by another


class Errand(models.Model):
    """Something a worker is asked to do on a target, because a page may not wait for a machine: test it, count its disk, start it.

    `steps` is what people watch: [{"name", "title", "state", "detail", "way_out", "seconds"}, …], `state` of one being waiting, running,
    passed, warning, failed or skipped. `ask` and `answer` are the errand's own; no secret stands in any of them.
    Carrying one out may happen twice: a killed worker's errands are begun again."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    target = models.ForeignKey(Target, models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ask = models.JSONField(default=dict, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    steps = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    trouble = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Asked for twice, it is one errand.
            models.UniqueConstraint(fields=["target", "kind"], condition=Q(state__in=["waiting", "running"]), name="errand_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.target}"

    @property
    def over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    def take(self) -> bool:
        """Begin it, if nobody else does at this moment."""
        now = timezone.now()
        free = Q(held_until=None) | Q(held_until__lt=now)
        changes = {"state": self.State.RUNNING, "held_until": now + LEASE}
        return self._write(Errand.objects.filter(free, pk=self.pk, state__in=[self.State.WAITING, self.State.RUNNING]), changes)

    def hold(self) -> None:
        """Keep it ours while it takes long."""
        Errand.objects.filter(pk=self.pk, state=self.State.RUNNING).update(held_until=timezone.now() + LEASE)

    def report(self, steps: list[dict] | None = None, **answer) -> None:
        """Show how far it is; also what keeps it ours while it takes long."""
        changes: dict = {"held_until": timezone.now() + LEASE, "answer": {**self.answer, **answer}}
        if steps is not None:
            changes["steps"] = steps
        self._write(Errand.objects.filter(pk=self.pk, state=self.State.RUNNING), changes)

    def end(self, trouble: str = "") -> None:
        state = self.State.FAILED if trouble else self.State.DONE
        changes = {"state": state, "trouble": trouble, "ended": timezone.now(), "held_until": None}
        self._write(Errand.objects.filter(pk=self.pk, state=self.State.RUNNING), changes)

    def _write(self, rows, changes: dict) -> bool:
        if not rows.update(**changes):
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        doorbell.ring_on_commit(doorbell.target(self.target_id))
        return True
