import shlex
from functools import cached_property
from itertools import count
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Count, OuterRef, Q, Subquery

from computes.models import Target
from runs import deriving, durations, resources
from runs.runconfig import Document, RunconfigError, RunConfiguration
from studio.models import User, Workspace

from .source import Source, validate_name


class ConfigurationQuerySet(models.QuerySet):
    def for_table(self):
        """With their newest version as `newest`, in two queries however many there are."""
        newest = ConfigurationVersion.objects.select_related("target", "created_by").order_by("-number")[:1]
        return self.select_related("source").prefetch_related(models.Prefetch("versions", newest, to_attr="newest_versions"))

    def counted(self):
        """With the count of their runs as `used`; children of runs are no uses of their own."""
        # In a query of its own: grouping by every column of the row takes several times as long.
        versions = ConfigurationVersion.objects.filter(configuration=OuterRef("pk")).order_by()
        return self.annotate(
            used=Subquery(
                versions.values("configuration")
                .annotate(count=Count("runs", filter=Q(runs__purpose__in=["script", "sweep"])))
                .values("count")
            )
        )


class Configuration(models.Model):
    """A run configuration: a name, and the versions that say how to run."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="configurations")
    name = models.CharField(max_length=100, validators=[validate_name])
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="configurations")
    created = models.DateTimeField(auto_now_add=True)

    objects = ConfigurationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="configuration_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self) -> "ConfigurationVersion | None":
        """The newest version, as `for_table` brought it along."""
        return next(iter(self.newest_versions), None)

    @property
    def latest(self) -> "ConfigurationVersion | None":
        return self.versions.order_by("-number").first()

    def remove(self) -> bool:
        """Delete it with its versions. False when a run used one of them: then it is part of that run's record."""
        try:
            with transaction.atomic():
                self.versions.all().delete()
                self.delete()
        except models.ProtectedError:
            return False
        return True

    def revise(
        self, by: User | None, text: str, companions: dict[str, str] | None = None, origin: dict[str, Any] | None = None
    ) -> "ConfigurationVersion":
        """Freeze this text as the next version, or give the newest one back when it says the same already.

        `companions` are the files that the text names, by path. RunconfigError when the text cannot be read."""
        document, companions = Document.read(text), companions or {}
        for _ in range(10):
            newest = self.latest
            if newest and newest.says(text, companions):
                return newest
            try:
                with transaction.atomic():
                    return self._next(newest, document, text=text, companions=companions, origin=origin or {}, created_by=by)
            except IntegrityError:
                continue  # somebody else's edit took the number
        raise RuntimeError(f"{self} is being edited faster than its versions can be numbered.")

    def copy(self, by: User | None, version: "ConfigurationVersion") -> "Configuration":
        """A configuration of its own that says what a version of this one says."""
        taken = set(self.workspace.configurations.values_list("name", flat=True))
        names = (f"{self.name[:85]} copy{f' {n}' if n > 1 else ''}" for n in count(1))
        copy = Configuration.objects.create(
            workspace=self.workspace, name=next(name for name in names if name not in taken), source=self.source
        )
        copy.revise(by, version.text, version.companions, {"kind": "clone", "of": str(version)})
        return copy

    def _next(self, newest: "ConfigurationVersion | None", document: Document, **fields) -> "ConfigurationVersion":
        number = newest.number + 1 if newest else 1
        now, before = deriving.written(document), deriving.written(newest.document) if newest else {}
        origins = deriving.origins(now, before, newest.origins if newest else {}, number)
        columns = deriving.columns(document, self.workspace)
        return ConfigurationVersion.objects.create(configuration=self, number=number, origins=origins, **columns, **fields)


class ConfigurationVersion(models.Model):
    """One frozen version. Nothing ever updates a row; an edit makes the next."""

    configuration = models.ForeignKey(Configuration, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    # What it is: the YAML as it was written, and the files it names (conda files), by the path it names them with.
    text = models.TextField()
    companions = models.JSONField(default=dict, blank=True)
    # Where the text came from: {"kind": "form" | "yaml" | "file" | "clone" | "api" | "example", ...}
    origin = models.JSONField(default=dict, blank=True)
    # For each field that the text writes, the number of the version that wrote its present value.
    origins = models.JSONField(default=dict, blank=True)

    # What is read from it, for queries, lists and the supervisor.
    script = models.CharField(max_length=500, blank=True)
    arguments = models.JSONField(default=list, blank=True)
    # Null where the workspace had no target of this name when it was saved.
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="+")
    target_name = models.CharField(max_length=100, blank=True)
    variables = models.JSONField(default=dict, blank=True)
    max_seconds = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2592000)])
    # Why it cannot run, whatever it is submitted with; empty when it can.
    trouble = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["configuration", "number"], name="configuration_version_once")]

    def __str__(self) -> str:
        return f"{self.configuration} v{self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError(f"{self} is frozen; revise its configuration instead.")
        super().save(*args, **kwargs)

    @property
    def command_line(self) -> str:
        if self.command:
            return self.command if isinstance(self.command, str) else shlex.join(self.command)
        return shlex.join(["python", self.script, *self.arguments])

    @property
    def time_limit(self) -> str:
        return durations.write(self.max_seconds) if self.max_seconds else ""

    @property
    def priority(self) -> int:
        return self._typed.priority or 0

    @property
    def resources(self) -> dict[str, Any]:
        """What its runs ask of their target. What cannot be read is left out: such a version cannot run."""
        return resources.readable(self._typed.resources.model_dump()) if self._typed.resources else {}

    @property
    def job_name(self) -> str:
        return self._typed.job_name or ""

    @property
    def command(self) -> str | list[str]:
        """A command line, where there is one in the place of script and arguments."""
        command = self._typed.command or ""
        return command if isinstance(command, str) else [word or "" for word in command]

    @property
    def collects_outputs(self) -> bool:
        history = self._typed.history
        return history is None or history.output_collection is not False

    @property
    def watched_folders(self) -> list[str]:
        """Folders whose files are kept with the run, besides outputs and logs."""
        history = self._typed.history
        return list((history and history.directories_to_watch) or [])

    @property
    def keeps_snapshot(self) -> bool:
        history = self._typed.history
        return history is None or history.snapshot_project is not False

    @property
    def own_variables(self) -> dict[str, str]:
        """Those of the run itself, without its environment's."""
        return deriving.texts(self._typed.environment_variables)

    @property
    def _typed(self) -> RunConfiguration:
        try:
            return self.document.configuration
        except RunconfigError:  # a value that fits no cast: such a version cannot run
            return RunConfiguration()

    @cached_property
    def document(self) -> Document:
        """To be read, not to be set: an edit begins with `Document.read(version.text)`."""
        return Document.read(self.text)

    def says(self, text: str, companions: dict[str, str]) -> bool:
        """Whether this version already holds these words."""
        return self.text == text and self.companions == companions

    def changed(self) -> list[str]:
        """The fields that this version wrote anew."""
        return [path for path, number in self.origins.items() if number == self.number]
