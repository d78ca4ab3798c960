from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from studio.models import User

from .snapshot import Snapshot
from .source import Source

# A fetch that has not ended by then was ended with its worker: longer than git is ever given.
INTERRUPTED = timedelta(minutes=12)


class Fetch(models.Model):
    """One bringing-in of a linked repository's files: asked for, under way, then a snapshot or the trouble it met."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="fetches")
    ref = models.CharField(max_length=250, blank=True)
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    snapshot = models.ForeignKey(Snapshot, models.SET_NULL, null=True, related_name="fetches")
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(ended=None), name="fetch_under_way")]

    def __str__(self) -> str:
        return f"fetch of {self.ref or 'the default branch'} for {self.source}"

    @classmethod
    def open(cls) -> "models.QuerySet[Fetch]":
        """Those that somebody should carry out now: not begun, or begun by a worker that is gone."""
        return cls.objects.filter(Q(started=None) | Q(started__lt=timezone.now() - INTERRUPTED), ended=None)

    @property
    def under_way(self) -> bool:
        return self.ended is None

    def begin(self) -> bool:
        """Take it on. False when another worker has."""
        return bool(Fetch.open().filter(pk=self.pk).update(started=timezone.now()))

    def end(self, snapshot: Snapshot | None = None, trouble: str = "") -> None:
        Fetch.objects.filter(pk=self.pk, ended=None).update(ended=timezone.now(), snapshot=snapshot, trouble=trouble)
