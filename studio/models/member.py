from django.db import models

from .user import User
from .workspace import Workspace


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    CONTRIBUTOR = "contributor", "Contributor"
    READER = "reader", "Reader"


RANK = {Role.READER: 1, Role.CONTRIBUTOR: 2, Role.OWNER: 3}


class Member(models.Model):
    """A person's place in a workspace. Readers look, contributors also submit and change, owners also administer."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    joined = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user__name", "user__username"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once_per_workspace"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"

    def may(self, role: str) -> bool:
        """Whether this member has at least `role`."""
        return RANK[Role(self.role)] >= RANK[Role(role)]

    @property
    def last_owner(self) -> bool:
        """Whether the workspace would have no owner without this member."""
        return self.role == Role.OWNER and self.workspace.members.filter(role=Role.OWNER).count() == 1
