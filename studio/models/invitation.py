import hashlib
import secrets
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from .member import Member, Role
from .user import User
from .workspace import Workspace


class Invitation(models.Model):
    """A one-time sign-in link. The first owner comes in by one, and so does everybody an owner invites.

    With `user` set it signs that person in again (a lost password); without, whoever opens it chooses a name."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=12, choices=Role)
    note = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"invitation of a {self.role} to {self.workspace}"

    @classmethod
    def issue(
        cls, workspace: Workspace, role: str, by: User | None = None, user: User | None = None, note: str = ""
    ) -> tuple["Invitation", str]:
        """A new invitation, valid for a week, and the secret of its link, which cannot be had again."""
        secret = secrets.token_urlsafe(24)
        expires = timezone.now() + timedelta(days=7)
        invitation = cls.objects.create(
            workspace=workspace, role=role, created_by=by, user=user, note=note, digest=_digest(secret), expires=expires
        )
        return invitation, secret

    @classmethod
    def opened_by(cls, secret: str) -> "Invitation | None":
        """The invitation that this secret opens, while it may still be accepted."""
        invitation = cls.objects.select_related("workspace", "user").filter(digest=_digest(secret)).first()
        return invitation if invitation and invitation.open else None

    @property
    def open(self) -> bool:
        return self.accepted is None and self.expires > timezone.now()

    def accept(self, user: User) -> Member | None:
        """Make `user` a member and use the link up. None when somebody else was first."""
        with transaction.atomic():
            first = Invitation.objects.filter(pk=self.pk, accepted=None).update(accepted=timezone.now())
            if not first:
                return None
            if user.pk is None:
                user.save()
            return Member.objects.get_or_create(workspace=self.workspace, user=user, defaults={"role": self.role})[0]


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
