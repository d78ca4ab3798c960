import json
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from computes.errors import ComputeError, HostKeyChanged
from computes.gpus import in_use
from studio import datafolder
from studio.models import Member, User, Workspace
from studio.secrets import Hidden, SecretField

NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9-]{1,23}")


def validate_name(name: str) -> None:
    """Azure ML's rule for compute names, with room for longer ones (its later clusters had them)."""
    if not NAME.fullmatch(name):
        raise ValidationError("A compute target's name has 2 to 24 letters, digits and hyphens, and starts with a letter.")


class Fenced(Exception):
    """Somebody else holds the target's lease now: whatever was about to be written is theirs to write."""


class TargetQuerySet(models.QuerySet):
    def usable_by(self, member: Member):
        """Those that this member may send runs to: an instance is its owner's alone, others may be kept to some people."""
        theirs = Q(owner=member.user_id) | Q(owner=None, everybody=True) | Q(owner=None, users=member.user_id)
        return self.filter(theirs, workspace=member.workspace_id).exclude(mode__in=[Mode.DRAFT, Mode.RETIRED]).distinct()

    def present(self):
        """All but those that were retired."""
        return self.exclude(mode=Mode.RETIRED)


class Mode(models.TextChoices):
    """What a target does with runs. Runs that are under way go on in every mode."""

    DRAFT = "draft", "Being set up"  # not shown where targets are chosen
    OPEN = "open", "Open"
    PAUSED = "paused", "Paused"  # takes submissions, starts nothing
    DRAINING = "draining", "Draining"  # takes no submissions, starts nothing
    RETIRED = "retired", "Retired"  # kept for the history alone


class Target(models.Model):
    """A compute target: a machine or cluster that runs can be sent to, and the lease on driving it."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="targets")
    name = models.CharField(max_length=24, validators=[validate_name])
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=20, default="local")
    options = models.JSONField(default=dict, blank=True)
    # The secret ones among its kind's options, as JSON: {"key": …, "passphrase": …, "password": …}.
    sealed = SecretField(blank=True)
    # The public half of its key, for people to copy.
    public_key = models.TextField(blank=True)
    # The host key that was shown to somebody and pinned; and another that the machine showed later: while there is one, all stops.
    host_key = models.TextField(blank=True)
    other_host_key = models.TextField(blank=True)
    slots = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1), MaxValueValidator(256)])
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    mode = models.CharField(max_length=10, choices=Mode, default=Mode.OPEN)
    # A maintenance note, shown to everybody wherever the target is.
    note = models.TextField(blank=True)
    # What of the machine is given out to runs: None is all that it has. Bytes; indexes of gpus.
    cpus = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0.1)])
    memory = models.PositiveBigIntegerField(null=True, blank=True)
    gpus = models.JSONField(null=True, blank=True)
    # The most that one person's runs have here at once; None: no limit.
    user_runs = models.PositiveSmallIntegerField(null=True, blank=True)
    user_gpus = models.PositiveSmallIntegerField(null=True, blank=True)
    # How often a run that ended because its machine did is submitted again by itself.
    retries = models.PositiveSmallIntegerField(default=0)
    everybody = models.BooleanField(default=True)
    users = models.ManyToManyField(User, related_name="+", blank=True)
    owner = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="own_targets")

    health = models.JSONField(default=dict, blank=True)
    probed = models.DateTimeField(null=True)
    reached = models.DateTimeField(null=True)
    unreachable = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)
    latency = models.FloatField(null=True)  # milliseconds that the last probe's round trip took
    # When each gpu was last seen busy with processes that are not ours: {index: unix seconds}.
    gpus_taken = models.JSONField(default=dict, blank=True)
    # What our folders take there: {"code": bytes, …}, as the agent counted.
    usage = models.JSONField(default=dict, blank=True)
    usage_at = models.DateTimeField(null=True)

    lease_token = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="target_name_once"),
            models.CheckConstraint(condition=Q(slots__gte=1), name="target_has_a_slot"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="target_mode_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def healthy(self) -> bool:
        return self.reached is not None and self.unreachable is None

    @property
    def secrets(self) -> dict[str, str]:
        """Its secret options, in the clear: for whoever opens the target, and nobody else."""
        return json.loads(cast(Hidden, self.sealed).reveal()) if self.sealed else {}

    def seal(self, secrets: Mapping[str, str]) -> None:
        """Keep these as its secret options, encrypted. Not saved yet."""
        kept = {name: value for name, value in secrets.items() if value}
        self.sealed = Hidden(json.dumps(kept) if kept else "")

    def usable_by(self, member: Member) -> bool:
        return Target.objects.usable_by(member).filter(pk=self.pk).exists()

    def options_with_defaults(self) -> dict:
        """What `computes.kinds` needs to open this target, save its secrets: its options, and the folders of this studio where it has none."""
        defaults = {"root": str(datafolder.folder("target")), "python": sys.executable} if self.kind in ("local", "docker") else {}
        return {**defaults, **self.options}

    def answered(self, health: dict | None = None, latency: float | None = None, began: float | None = None) -> None:
        """Note that the target was reached just now, and what it said of itself when it was asked at `began` (unix seconds); `latency` are
        the milliseconds of a round trip. It ends an outage."""
        now = timezone.now()
        fields: dict = {"reached": now, "unreachable": None, "trouble": ""}
        if health:
            taken = in_use(self.gpus_taken, health.get("gpus", []), now.timestamp())
            fields |= {"health": self._with_skew(health, began, now.timestamp()), "latency": latency, "gpus_taken": taken}
        rows = Target.objects.filter(pk=self.pk)
        if rows.filter(unreachable=None).exists():  # as nearly always: no more than one write
            rows.update(**fields)
            return
        with transaction.atomic():
            rows.update(**fields)
            self.outages.model.end(self)

    def _with_skew(self, health: dict, began: float | None, now: float) -> dict:
        if not began or not health.get("time"):
            return health
        # It looked at its clock about half-way between question and answer.
        return {**health, "skew": 0.0 if began <= health["time"] <= now else health["time"] - (began + now) / 2}

    def silent(self, trouble: ComputeError | str) -> None:
        """Note that the target did not answer; *since* keeps the first time, at which its outage began. One that showed another host key
        is not asked again."""
        with transaction.atomic():
            if Target.objects.filter(pk=self.pk, unreachable=None).update(unreachable=timezone.now()):
                self.outages.model.begin(self, str(trouble))
            Target.objects.filter(pk=self.pk).update(trouble=str(trouble))
        if isinstance(trouble, HostKeyChanged):
            self._distrust(trouble)

    def _distrust(self, alarm: HostKeyChanged) -> None:
        # Only where the key that it was compared with is still the pinned one: an owner may have trusted the other meanwhile.
        pinned = Target.objects.filter(pk=self.pk, host_key=self.host_key, other_host_key="").exclude(host_key=alarm.offered)
        with transaction.atomic():
            if pinned.update(other_host_key=alarm.offered):
                note = "showed another host key than the one that was pinned: nothing is sent there until an owner trusts it"
                self.acts.model.note(self, "alarm", note)

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
