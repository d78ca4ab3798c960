from pathlib import Path

from django.db import models

from studio import datafolder


class Output(models.Model):
    """A file that a run left in `outputs/` or `logs/`, copied into the studio when it was collected."""

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="outputs")
    path = models.CharField(max_length=1000)
    size = models.PositiveBigIntegerField()
    modified = models.DateTimeField()

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["run", "path"], name="output_once_per_run")]

    def __str__(self) -> str:
        return self.path

    @property
    def file(self) -> Path:
        return datafolder.path() / "runs" / str(self.run_id) / "files" / self.path
