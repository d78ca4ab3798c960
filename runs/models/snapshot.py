from django.db import IntegrityError, models, transaction

from studio.models import User

from .source import Source


class SnapshotQuerySet(models.QuerySet):
    def for_table(self):
        """Newest first, with who made them and the count of their runs as `used`, in one query."""
        runs = models.Count("runs", filter=models.Q(runs__purpose__in=["script", "sweep"]))  # children of runs are no uses of their own
        return self.select_related("created_by").annotate(used=runs).order_by("-number")


class Snapshot(models.Model):
    """The exact files of a source at one moment: a commit in the workspace's bare git repository, for ever."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField()
    commit = models.CharField(max_length=40)
    tree = models.CharField(max_length=40)
    files = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    facts = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="snapshot_number_once")]

    def __str__(self) -> str:
        return f"{self.source} #{self.number}"

    @property
    def short(self) -> str:
        """The commit people know: the one of the linked repository where there is one, else the snapshot's own."""
        return (self.facts.get("commit") or self.commit)[:8]

    @classmethod
    def add(cls, source: Source, **fields) -> "Snapshot":
        """The next snapshot of a source. The same tree as the newest one is that one: nothing changed, nothing is kept twice."""
        for _ in range(10):
            newest = source.latest
            if newest and newest.tree == fields["tree"] and newest.facts == fields.get("facts", {}):
                return newest
            try:
                with transaction.atomic():
                    return cls.objects.create(source=source, number=newest.number + 1 if newest else 1, **fields)
            except IntegrityError:
                continue  # somebody else's snapshot took the number
        raise RuntimeError(f"{source} is getting snapshots faster than they can be numbered.")
