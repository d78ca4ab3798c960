from django.db import models, transaction

from studio import doorbell
from studio.models import User, Workspace

from .target import Target


class Act(models.Model):
    """One line in the log of administrative acts. It stays when the target is gone: `name` is what the target was called.

    `text` is a sentence without its subject, such as "drained it: a disk is being changed"; no secret ever stands in it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+")
    target = models.ForeignKey(Target, models.SET_NULL, null=True, related_name="acts")
    name = models.CharField(max_length=24)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        ordering = ["-pk"]

    @classmethod
    def note(cls, target: Target, kind: str, text: str, by: User | None = None) -> "Act":
        """Write it down, and let those who look at the target see it. In the transaction of what was done."""
        with transaction.atomic():
            act = cls.objects.create(workspace=target.workspace, target=target, name=target.name, kind=kind, text=text, by=by)
            doorbell.ring_on_commit(doorbell.target(target.pk))
        return act
