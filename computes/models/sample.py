from django.db import models

from .target import Target


class Sample(models.Model):
    """How busy a target was at one moment. Shares from 0 to 1 (a load may be above); `gpus`: [{"index", "utilization", "memory"}, …] likewise.

    None where the target did not answer: a gap in a chart is the truth about an outage."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="samples", db_index=False)
    at = models.DateTimeField()
    load = models.FloatField(null=True)
    memory = models.FloatField(null=True)
    disk = models.FloatField(null=True)
    latency = models.FloatField(null=True)  # milliseconds
    gpus = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["target", "at"], name="sample_of_target")]
