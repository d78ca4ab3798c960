"""Tags of runs: what people and scripts call them, to find them again."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import models

from studio.models import Workspace

MOST, LONGEST_NAME, LONGEST_VALUE = 100, 250, 1000
INDEXED = 200  # characters of a value: an index of PostgreSQL takes no longer rows


class Tag(models.Model):
    """One tag of one run, for finding runs by it. `Run.tags` is what they are; these rows follow it, in the same transaction."""

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="marks")
    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    value = models.CharField(max_length=INDEXED, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="tag_once_per_run")]
        indexes = [models.Index(fields=["workspace", "name", "value", "-run"], name="runs_of_tag")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}" if self.value else self.name

    @classmethod
    def index(cls, run, tags: Mapping[str, str | None]) -> None:
        """Make the rows of a run say what `tags` says."""
        cls.objects.filter(run=run).exclude(name__in=tags).delete()
        rows = [cls(run=run, workspace_id=run.workspace_id, name=name, value=(value or "")[:INDEXED]) for name, value in tags.items()]
        cls.objects.bulk_create(rows, update_conflicts=True, unique_fields=["run", "name"], update_fields=["value"])


def refuse(tags: Mapping[str, str | None]) -> None:
    """ValidationError where they cannot be kept as they are."""
    for name, value in tags.items():
        if not name.strip() or len(name) > LONGEST_NAME or "\0" in name:
            raise ValidationError(f"A tag's name has 1 to {LONGEST_NAME} characters: {name[:50]!r} cannot be one.")
        if len(value or "") > LONGEST_VALUE or "\0" in (value or ""):
            raise ValidationError(f"The value of the tag {name} is too long: {LONGEST_VALUE:,} characters fit.")
    if len(tags) > MOST:
        raise ValidationError(f"A run has {MOST} tags at most. Remove some first.")


def with_tag(workspace: Workspace, text: str) -> models.QuerySet:
    """The keys of a workspace's runs with the tag `name` or `name=value`; a name may hold a = itself."""
    name, equals, value = text.partition("=")
    found = models.Q(name=text)
    if equals:
        found |= models.Q(name=name, value=value[:INDEXED])
    return Tag.objects.filter(found, workspace=workspace).values("run")


def changed(tags: Mapping[str, str | None], new: Mapping[str, str | None], remove: Iterable[str]) -> dict[str, str | None]:
    """The tags with those that are set and without those that are removed."""
    gone = set(remove)
    return {name: value for name, value in {**tags, **new}.items() if name not in gone}
