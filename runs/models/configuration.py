import shlex

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Count, OuterRef, Subquery

from computes.models import Target
from runs import durations
from studio.models import User, Workspace

from .source import Source, validate_name


class ConfigurationQuerySet(models.QuerySet):
    def for_table(self):
        """With their newest version as `newest`, in two queries however many there are."""
        newest = ConfigurationVersion.objects.select_related("target", "created_by").order_by("-number")[:1]
        return self.select_related("source").prefetch_related(models.Prefetch("versions", newest, to_attr="newest_versions"))

    def counted(self):
        """With the count of their runs as `used`."""
        # In a query of its own: grouping by every column of the row takes several times as long.
        versions = ConfigurationVersion.objects.filter(configuration=OuterRef("pk")).order_by()
        return self.annotate(used=Subquery(versions.values("configuration").annotate(count=Count("runs")).values("count")))


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

    def revise(self, by: User | None, **fields) -> "ConfigurationVersion":
        """Freeze these fields as the next version, or give the newest one back when it says the same already."""
        for _ in range(10):
            newest = self.latest
            if newest and newest.says(**fields):
                return newest
            try:
                with transaction.atomic():
                    number = newest.number + 1 if newest else 1
                    return ConfigurationVersion.objects.create(configuration=self, number=number, created_by=by, **fields)
            except IntegrityError:
                continue  # somebody else's edit took the number
        raise RuntimeError(f"{self} is being edited faster than its versions can be numbered.")


class ConfigurationVersion(models.Model):
    """One frozen version. Nothing ever updates a row; an edit makes the next."""

    # What it is: the YAML as it was written, and the files it names (conda files), by the path it names them with.
    text = models.TextField(blank=True)
    companions = models.JSONField(default=dict, blank=True)
    # Where the text came from: {"kind": "form" | "yaml" | "file" | "clone" | "api", ...}
    origin = models.JSONField(default=dict, blank=True)

    # What is read from it, for queries, lists and the supervisor.
    FIELDS = ["script", "arguments", "target", "environment", "variables", "max_seconds"]

    configuration = models.ForeignKey(Configuration, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    script = models.CharField(max_length=500)
    arguments = models.JSONField(default=list, blank=True)
    # Null where the workspace has no target of this name (yet).
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="+")
    target_name = models.CharField(max_length=100, blank=True)
    # {"kind": "interpreter", "python": "/path or empty"} or {"kind": "pip", "requirements": "text", "python": "/path or empty"}
    environment = models.JSONField(default=dict, blank=True)
    variables = models.JSONField(default=dict, blank=True)
    max_seconds = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(2592000)])
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
        return shlex.join(["python", self.script, *self.arguments])

    @property
    def time_limit(self) -> str:
        return durations.write(self.max_seconds) if self.max_seconds else ""

    def changed_since(self, before: "ConfigurationVersion") -> list[str]:
        """The names of the fields in which this version differs from another."""
        return [str(self._meta.get_field(name).verbose_name) for name in self.FIELDS if getattr(self, name) != getattr(before, name)]

    def says(self, **fields) -> bool:
        """Whether this version already holds these fields."""
        return all(getattr(self, name) == fields.get(name, self._meta.get_field(name).get_default()) for name in self.FIELDS)
