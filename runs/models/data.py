"""Where data lies: datastores, and datasets that name a place in one."""

import json
import re
from datetime import timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from computes.models import Target
from studio.models import User, Workspace
from studio.secrets import SecretField

STORE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
# A check that has not ended by then was ended with its worker.
INTERRUPTED = timedelta(minutes=2)
CHECKS_KEPT = 20


def validate_store_name(name: str) -> None:
    if not STORE_NAME.fullmatch(name):
        raise ValidationError("A datastore's name has letters, digits, underscores and hyphens, and starts with a letter or digit.")


class Datastore(models.Model):
    """A folder on the targets, or anything that fsspec opens."""

    class Kind(models.TextChoices):
        FOLDER = "folder", "Folder on the target"
        REMOTE = "remote", "Remote storage"

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="datastores")
    name = models.CharField(max_length=100, validators=[validate_store_name])
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

    @property
    def protocol(self) -> str:
        """`folder`, or what the address begins with: s3, sftp, https."""
        return "folder" if self.kind == self.Kind.FOLDER else self.url.partition("://")[0]

    @property
    def secrets(self) -> dict:
        """The options, opened. For those alone who open the store or send them to a target."""
        return json.loads(self.options.reveal()) if self.options else {}

    def make_default(self) -> None:
        with transaction.atomic():
            Datastore.objects.filter(workspace=self.workspace_id, is_default=True).update(is_default=False)
            Datastore.objects.filter(pk=self.pk).update(is_default=True)
        self.is_default = True

    def remove(self) -> bool:
        """False when data sets lie in it."""
        try:
            self.delete()
        except models.ProtectedError:
            return False
        return True


class DatastoreCheck(models.Model):
    """One look into a datastore: asked for on a page, carried out by a worker; then the first entries, or the trouble it met."""

    datastore = models.ForeignKey(Datastore, models.CASCADE, related_name="checks")
    path = models.CharField(max_length=1000, blank=True)
    # Where a folder is looked for; remote storage is asked from the studio's own machine.
    target = models.ForeignKey(Target, models.CASCADE, null=True, related_name="+")
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    asked = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    # [{"name", "type": "file" | "directory", "size"}], and whether there is more.
    entries = models.JSONField(default=list, blank=True)
    more = models.BooleanField(default=False)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"look into {self.datastore}"

    @classmethod
    def ask(cls, datastore: Datastore, path: str, target: Target | None, by: User | None) -> "DatastoreCheck":
        check = cls.objects.create(datastore=datastore, path=path, target=target, asked_by=by)
        old = datastore.checks.values_list("pk", flat=True)[CHECKS_KEPT:]
        cls.objects.filter(pk__in=list(old)).delete()
        return check

    @property
    def under_way(self) -> bool:
        return self.ended is None and self.asked > timezone.now() - INTERRUPTED

    def begin(self) -> bool:
        """Take it on. False when another worker has."""
        return bool(DatastoreCheck.objects.filter(pk=self.pk, started=None).update(started=timezone.now()))

    def end(self, entries: list | None = None, more: bool = False, trouble: str = "") -> None:
        facts = {"ended": timezone.now(), "entries": entries or [], "more": more, "trouble": trouble}
        DatastoreCheck.objects.filter(pk=self.pk, ended=None).update(**facts)


class DatasetQuerySet(models.QuerySet):
    def newest(self):
        """The newest version of each name."""
        later = Dataset.objects.filter(
            workspace=models.OuterRef("workspace"), name=models.OuterRef("name"), number__gt=models.OuterRef("number")
        )
        return self.filter(~models.Exists(later))


class Dataset(models.Model):
    """One version of a named place in a datastore: `number` counts from 1 within the name."""

    class Kind(models.TextChoices):
        FILE = "file", "Files"
        TABULAR = "tabular", "Table"

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="datasets")
    # What Azure ML calls its id: configurations and scripts may name a data set by it.
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=250)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    datastore = models.ForeignKey(Datastore, models.PROTECT, related_name="datasets")
    path = models.CharField(max_length=1000, blank=True)
    description = models.TextField(blank=True)
    tags = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name", "number"], name="dataset_number_once")]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    @classmethod
    def register(cls, datastore: Datastore, name: str, path: str, by: User | None, **fields) -> "Dataset":
        """The next version of `name`, or the newest when that is the same place already."""
        mine = cls.objects.filter(workspace=datastore.workspace_id, name=name)
        for _ in range(10):
            newest = mine.order_by("-number").first()
            if newest and newest.is_at(datastore, path, **fields):
                return newest
            number = newest.number + 1 if newest else 1
            try:
                with transaction.atomic():
                    place = {"workspace_id": datastore.workspace_id, "datastore": datastore, "path": path}
                    return cls.objects.create(name=name, number=number, created_by=by, **place, **fields)
            except IntegrityError:
                continue  # somebody else's version took the number
        raise RuntimeError(f"{name} is being registered faster than its versions can be numbered.")

    def is_at(self, datastore: Datastore, path: str, **fields) -> bool:
        return (self.datastore_id, self.path) == (datastore.pk, path) and all(
            getattr(self, name) == value for name, value in fields.items()
        )
