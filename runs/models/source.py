import re

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from studio.models import User, Workspace
from studio.secrets import SecretField

NAME = re.compile(r"[\w][\w .\-]{0,99}")


def validate_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise ValidationError(
            "A name starts with a letter or digit and holds letters, digits, spaces, dots, hyphens and underscores, 100 at most."
        )


class SourceQuerySet(models.QuerySet):
    def for_table(self):
        """By name, with their newest snapshot as `newest` and the count of their runs as `used`, in two queries however many there are.

        Children of runs are no uses of their own."""
        newest = apps.get_model("runs", "Snapshot").objects.select_related("created_by").order_by("-number")[:1]
        runs = models.Count("snapshots__runs", filter=models.Q(snapshots__runs__purpose__in=["script", "sweep"]))
        counted = self.annotate(used=runs).order_by("name")  # counting drops the usual order
        return counted.prefetch_related(models.Prefetch("snapshots", newest, to_attr="newest_snapshots"))


class Source(models.Model):
    """A source directory: files from a browser or the command line, or a link to a git repository."""

    class Kind(models.TextChoices):
        UPLOAD = "upload", "Upload"
        GIT = "git", "Git repository"

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="sources")
    name = models.CharField(max_length=100, validators=[validate_name])
    kind = models.CharField(max_length=10, choices=Kind)
    description = models.CharField(max_length=300, blank=True)
    git_url = models.CharField(max_length=500, blank=True)
    git_ref = models.CharField(max_length=250, blank=True)
    git_user = models.CharField(max_length=100, blank=True)
    token = SecretField(blank=True, default="")
    deploy_key = SecretField(blank=True, default="")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="source_name_once"),
            models.CheckConstraint(condition=models.Q(kind="upload") | ~models.Q(git_url=""), name="git_source_has_url"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def newest(self):
        """The newest snapshot, as `for_table` brought it along."""
        return next(iter(self.newest_snapshots), None)

    @property
    def latest(self):
        """The newest snapshot, or None before the first."""
        return self.snapshots.order_by("-number").first()

    def remove(self) -> bool:
        """Delete it with its snapshots. False when a run used one of them: then it is part of that run's record."""
        try:
            with transaction.atomic():
                self.snapshots.all().delete()
                self.delete()
        except models.ProtectedError:
            return False
        return True
