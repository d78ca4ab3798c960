from django.db import models


class Metric(models.Model):
    """What tables sort by: one row a (run, metric name), kept true in the transaction that stores its points."""

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="metrics")
    name = models.CharField(max_length=250)
    count = models.PositiveBigIntegerField(default=0)
    last = models.FloatField(null=True)
    last_step = models.FloatField(null=True)
    minimum = models.FloatField(null=True)
    maximum = models.FloatField(null=True)
    # NaN and infinities are points too, but no database sorts them alike: told apart here, and null in `last`.
    odd = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="metric_once_per_run")]

    def __str__(self) -> str:
        return self.name


class MetricChunk(models.Model):
    """Points of one metric, packed: three little-endian float64 arrays of `count` (NaN is a value like any other).

    `start` is the index of the first point in its series, so a redone flush meets the constraint, never the chart."""

    metric = models.ForeignKey(Metric, models.CASCADE, related_name="chunks")
    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="+")
    start = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    steps = models.BinaryField()
    values_packed = models.BinaryField()
    times = models.BinaryField()

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["metric", "start"], name="chunk_once")]
        indexes = [models.Index(fields=["run", "id"], name="chunk_since")]

    def __str__(self) -> str:
        return f"{self.metric} [{self.start}:{self.start + self.count}]"
