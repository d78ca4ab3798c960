"""Environments: named, versioned, immutable, and what came of building them on each target."""

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Coalesce

from computes.models import Target
from studio.models import User, Workspace
from studio.secrets import SecretField


class EnvironmentQuerySet(models.QuerySet):
    def visible_in(self, workspace: Workspace):
        """What a workspace may use: its own, and the curated ones."""
        return self.filter(models.Q(workspace=workspace) | models.Q(workspace=None))

    def for_table(self, workspace: Workspace):
        """With their newest version as `newest`, and how often and when this workspace last used them as `uses` and `last_used`.

        Two queries however many there are."""
        runs = apps.get_model("runs", "Run").objects.submitted().filter(workspace=workspace, environment__environment=models.OuterRef("pk"))
        grouped = runs.order_by().values("environment__environment")
        counted = grouped.annotate(count=models.Count("pk")).values("count")
        last = grouped.annotate(last=models.Max("created")).values("last")
        newest = EnvironmentVersion.objects.order_by("environment", "-number").select_related("created_by")
        newest = newest.annotate(last=models.Window(models.Max("number"), partition_by=["environment"])).filter(number=models.F("last"))
        annotated = self.annotate(uses=Coalesce(models.Subquery(counted), 0), last_used=models.Subquery(last))
        return annotated.prefetch_related(models.Prefetch("versions", newest, to_attr="newest_versions"))


class Environment(models.Model):
    """A name, and its versions. Curated ones belong to no workspace: everybody uses them, nobody edits them."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, null=True, blank=True, related_name="environments")
    name = models.CharField(max_length=250)
    # Registered by name, or only because a run asked for this definition.
    registered = models.BooleanField(default=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = EnvironmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="environment_name_once"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(workspace=None), name="curated_environment_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def curated(self) -> bool:
        return self.workspace_id is None

    @property
    def newest(self) -> "EnvironmentVersion | None":
        """The newest version, as `for_table` brought it along."""
        return next(iter(self.newest_versions), None)

    def remove(self) -> bool:
        """Delete it with its versions. False when a run used one of them: then it is part of that run's record."""
        try:
            with transaction.atomic():
                self.versions.all().delete()
                self.delete()
        except models.ProtectedError:
            return False
        return True


class EnvironmentVersion(models.Model):
    """One frozen definition: Azure ML's `environment` section in camelCase, its conda dependencies inline.

    `digest` is the hash of the whole definition; `key` the hash of what is built for it, empty where nothing is."""

    environment = models.ForeignKey(Environment, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=24, blank=True, db_index=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["environment", "number"], name="environment_version_once"),
            models.UniqueConstraint(fields=["environment", "digest"], name="environment_definition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.environment} v{self.number}"


class EnvironmentBuild(models.Model):
    """What is known of one built environment on one target. Versions with the same key share it."""

    class State(models.TextChoices):
        BUILDING = "building", "Building"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        REMOVING = "removing", "Being removed"
        REMOVED = "removed", "Removed"

    target = models.ForeignKey(Target, models.CASCADE, related_name="environment_builds")
    key = models.CharField(max_length=24)
    state = models.CharField(max_length=10, choices=State)
    # Whose setup.log tells of the newest build.
    run = models.ForeignKey("runs.Run", models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)
    seconds = models.FloatField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    packages = models.TextField(blank=True)
    built = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "key"], name="environment_built_once_per_target")]

    def __str__(self) -> str:
        return f"{self.key} on {self.target}"

    @property
    def interrupted(self) -> bool:
        """Whether the run that should build it is over without a word about it."""
        return self.state == self.State.BUILDING and (self.run is None or self.run.final)

    @property
    def shown(self) -> str:
        """Its state as people are told it."""
        return "failed" if self.interrupted else self.state


class PackageIndexes(models.Model):
    """Where a workspace's packages come from; empty fields leave it to the tools' own defaults."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="package_indexes")
    index_url = models.CharField(max_length=500, blank=True)
    extra_index_urls = models.JSONField(default=list, blank=True)
    find_links = models.CharField(max_length=500, blank=True)
    offline = models.BooleanField(default=False)
    conda_channels = models.JSONField(default=list, blank=True)
    # A Python that is pinned and not there may be a later one.
    later_python = models.BooleanField(default=False)
    # JSON, {address without its user: "user:password"}: the addresses above hold none.
    credentials = SecretField(blank=True, default="")

    def __str__(self) -> str:
        return f"package indexes of {self.workspace}"
