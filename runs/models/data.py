"""Where data lies: datastores, and datasets that name a place in one."""

from django.db import models
from django.db.models import Q

from studio.models import User, Workspace
from studio.secrets import SecretField


class Datastore(models.Model):
    """A folder on the targets, or anything that fsspec opens."""

    class Kind(models.TextChoices):
        FOLDER = "folder", "Folder on the target"
        REMOTE = "remote", "Remote storage"

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="datastores")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind)
    # A folder's absolute path, or an fsspec URL such as s3://bucket/prefix.
    url = models.CharField(max_length=1000)
    # Of fsspec, as JSON: {"endpoint_url": …, "key": …, "secret": …}. Sealed as a whole: most of them are credentials.
    options = SecretField(blank=True, default="")
    is_default = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="datastore_name_once"),
            models.UniqueConstraint(fields=["workspace"], condition=Q(is_default=True), name="one_default_datastore"),
        ]

    def __str__(self) -> str:
        return self.name


class Dataset(models.Model):
    """One version of a named place in a datastore: `number` counts from 1 within the name."""

    class Kind(models.TextChoices):
        FILE = "file", "Files"
        TABULAR = "tabular", "Table"

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="datasets")
    name = models.CharField(max_length=250)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    datastore = models.ForeignKey(Datastore, models.PROTECT, related_name="datasets")
    path = models.CharField(max_length=1000, blank=True)
    description = models.TextField(blank=True)
    tags = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "-number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name", "number"], name="dataset_number_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"
