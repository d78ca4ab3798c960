"""What a script logs besides numbers: tables, charts as data, images, models."""

from django.db import models

from studio.models import Workspace


class Record(models.Model):
    """One named thing that a run logged, by Azure ML's kinds.

    table (log_row, log_table) · list (log_list) · text (log of words) · image keep their rows in `chunks`: a list has one
    column, a text its value, step and time, an image the path of its file among the run's outputs and its time;
    confusion_matrix · accuracy_table · residuals · predictions keep what was logged last in `value`.
    `revision` grows with each change and is the same for all that came at once: by it a browser knows what it lacks."""

    class Kind(models.TextChoices):
        TABLE = "table"
        LIST = "list"
        TEXT = "text"
        CONFUSION_MATRIX = "confusion_matrix"
        ACCURACY_TABLE = "accuracy_table"
        RESIDUALS = "residuals"
        PREDICTIONS = "predictions"
        IMAGE = "image"

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="records")
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, choices=Kind)
    description = models.CharField(max_length=1000, blank=True)
    columns = models.JSONField(default=list, blank=True)
    count = models.PositiveIntegerField(default=0)
    value = models.JSONField(null=True, blank=True)
    revision = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["name", "kind"]
        constraints = [models.UniqueConstraint(fields=["run", "name", "kind"], name="record_once_per_run")]
        indexes = [models.Index(fields=["run", "revision", "id"], name="record_since")]

    def __str__(self) -> str:
        return self.name


class RecordRows(models.Model):
    """Rows of a record as they came in, `rows` a list of lists in the order of the record's columns; `start` is the first one's index."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="chunks")
    start = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    rows = models.JSONField()

    class Meta:
        ordering = ["start"]
        constraints = [models.UniqueConstraint(fields=["record", "start"], name="record_rows_once")]

    def __str__(self) -> str:
        return f"{self.record} [{self.start}:{self.start + self.count}]"


class Model(models.Model):
    """A registered model: a name and number in the workspace, and the run's files that it is."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="models")
    name = models.CharField(max_length=250)
    number = models.PositiveIntegerField()
    run = models.ForeignKey("runs.Run", models.PROTECT, related_name="models")
    path = models.CharField(max_length=1000)
    description = models.TextField(blank=True)
    framework = models.CharField(max_length=100, blank=True)
    framework_version = models.CharField(max_length=100, blank=True)
    tags = models.JSONField(default=dict, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    created = models.DateTimeField()

    class Meta:
        ordering = ["name", "-number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name", "number"], name="model_number_once")]

    def __str__(self) -> str:
        return f"{self.name}:{self.number}"
