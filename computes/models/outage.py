from django.db import models

from .target import Target


class Outage(models.Model):
    """A time in which a target did not answer, or was restarted. `ended` is None while it lasts."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="outages")
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-began", "-pk"]
        constraints = [models.UniqueConstraint(fields=["target"], condition=models.Q(ended=None), name="outage_one_at_a_time")]
