import re

from django.core.exceptions import ValidationError
from django.db import models

from studio.models import User, Workspace
from studio.secrets import SecretField

NAME = re.compile(r"[\w][\w .\-]{0,99}")


def validate_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise ValidationError("A name starts with a letter or digit and holds letters, digits, spaces, dots, hyphens and underscores, 100 at most.")


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

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="source_name_once"),
            models.CheckConstraint(condition=models.Q(kind="upload") | ~models.Q(git_url=""), name="git_source_has_url"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def latest(self):
        """The newest snapshot, or None before the first."""
        return self.snapshots.order_by("-number").first()
