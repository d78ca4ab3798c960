import re
import sys
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from studio import datafolder
from studio.models import Workspace

NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{1,23}")


def validate_name(name: str) -> None:
    """Azure ML's rule for compute names, with room for longer ones (its later clusters had them)."""
    if not NAME.fullmatch(name):
        raise ValidationError("A compute target's name has 2 to 24 letters, digits and hyphens, and starts with a letter.")


class Fenced(Exception):
    """Somebody else holds the target's lease now: whatever was about to be written is theirs to write."""


class Target(models.Model):
    """A compute target: a machine or cluster that runs can be sent to, and the lease on driving it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="targets")
    name = models.CharField(max_length=24, validators=[validate_name])
    kind = models.CharField(max_length=20, default="local")
    options = models.JSONField(default=dict, blank=True)
    slots = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1), MaxValueValidator(256)])
    created = models.DateTimeField(auto_now_add=True)

    health = models.JSONField(default=dict, blank=True)
    probed = models.DateTimeField(null=True)
    reached = models.DateTimeField(null=True)
    unreachable = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)

    lease_token = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="target_name_once"),
            models.CheckConstraint(condition=Q(slots__gte=1), name="target_has_a_slot"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def healthy(self) -> bool:
        return self.reached is not None and self.unreachable is None

    def options_with_defaults(self) -> dict:
        """What `computes.kinds` needs to open this target: its options, and the folders of this studio where it has none."""
        defaults = {"root": str(datafolder.folder("target")), "python": sys.executable} if self.kind == "local" else {}
        return {**defaults, **self.options}

    def answered(self, health: dict | None = None) -> None:
        """Note that the target was reached just now, and what it said of itself."""
        now = timezone.now()
        fields = {"reached": now, "unreachable": None, "trouble": ""}
        Target.objects.filter(pk=self.pk).update(**fields, **({"health": health} if health else {}))

    def silent(self, trouble: str) -> None:
        """Note that the target did not answer; *since* keeps the first time."""
        Target.objects.filter(pk=self.pk, unreachable=None).update(unreachable=timezone.now())
        Target.objects.filter(pk=self.pk).update(trouble=trouble)

    # -- the lease: one driver a target, the younger token wins --------------------------------------------------------

    def lease(self, seconds: float) -> int | None:
        """Take the lease if nobody holds it: the fencing token to write with, or None."""
        now = timezone.now()
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        with transaction.atomic():
            taken = Target.objects.filter(free, pk=self.pk).update(
                lease_token=F("lease_token") + 1, lease_until=now + timedelta(seconds=seconds)
            )
            return Target.objects.values_list("lease_token", flat=True).get(pk=self.pk) if taken else None

    def renew(self, token: int, seconds: float) -> None:
        """Keep the lease. Raises Fenced when it was lost."""
        until = timezone.now() + timedelta(seconds=seconds)
        if not Target.objects.filter(pk=self.pk, lease_token=token).update(lease_until=until):
            raise Fenced(self.name)

    def release(self, token: int) -> None:
        """Give the lease back, if it is still ours."""
        Target.objects.filter(pk=self.pk, lease_token=token).update(lease_until=None)

    def hold(self, token: int) -> None:
        """Inside a transaction: make sure that this token writes, until the transaction ends. Raises Fenced.

        The row lock holds a younger driver off on PostgreSQL; on SQLite the transaction is the only writer anyway."""
        held = Target.objects.select_for_update().filter(pk=self.pk, lease_token=token)
        if not held.values_list("pk", flat=True).first():
            raise Fenced(self.name)
