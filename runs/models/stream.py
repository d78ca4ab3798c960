from pathlib import Path

from django.db import models

from studio import datafolder


class Stream(models.Model):
    """A growing file of a run. Bytes up to `offset` are in the studio's own copy; `size` is what the target has."""

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="streams")
    name = models.CharField(max_length=200)
    offset = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    lines = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="stream_once_per_run")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What people call it: the setup, the script's own log, a sweep's, or that of one of several processes."""
        return {"setup.log": "Setup", "rank-0.log": "Script", "hyperdrive.log": "Sweep"}.get(self.name, self.name.removesuffix(".log"))

    @property
    def path(self) -> Path:
        return datafolder.path() / "runs" / str(self.run_id) / "streams" / self.name
