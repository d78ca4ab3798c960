from django.db import models

from studio.models import User


class Event(models.Model):
    """One thing that happened to a run: a move, or a fact the agent told. Written once, read in order."""

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "id"], name="event_in_order")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}" if self.text else self.kind
