from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from .target import Target

RESTARTED = "The machine was restarted."


class Outage(models.Model):
    """A time in which a target did not answer, or was restarted. `ended` is None while it lasts."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="outages")
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-began", "-pk"]
        constraints = [models.UniqueConstraint(fields=["target"], condition=models.Q(ended=None), name="outage_one_at_a_time")]

    @classmethod
    def begin(cls, target: Target, reason: str) -> None:
        """The target stopped answering just now."""
        cls.objects.get_or_create(target=target, ended=None, defaults={"began": timezone.now(), "reason": reason})

    @classmethod
    def end(cls, target: Target) -> None:
        """The target answers."""
        cls.objects.filter(target=target, ended=None).update(ended=timezone.now())

    @classmethod
    def restarted(cls, target: Target, since: datetime | None) -> None:
        """It lives under another boot id than when it was last reached, at `since`; that is the reason of its silence meanwhile."""
        now = timezone.now()
        with transaction.atomic():
            silence = cls.objects.filter(target=target, ended__gte=since or now).first()
            if silence is None:
                cls.objects.create(target=target, began=since or now, ended=now, reason=RESTARTED)
            elif not silence.reason.endswith(RESTARTED):
                cls.objects.filter(pk=silence.pk).update(reason=f"{silence.reason} {RESTARTED}".strip())
