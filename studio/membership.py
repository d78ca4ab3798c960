"""Changing who belongs to a workspace. A workspace always keeps an owner: two owners who demote each other at the same
moment meet on the workspace's row."""

from django.core.exceptions import ValidationError
from django.db import transaction

from studio.models import Invitation, Member, Role, User, Workspace


def change_role(member: Member, role: str) -> None:
    """Give a member another role. ValidationError when the workspace would be left without an owner."""
    with transaction.atomic():
        _keep_an_owner(member, leaving=role != Role.OWNER)
        if role != Role.OWNER:
            _links_made_by(member).delete()
        Member.objects.filter(pk=member.pk).update(role=Role(role))
    member.role = Role(role)


def remove(member: Member) -> None:
    """Take a member out of the workspace, their tokens with them; their runs stay. ValidationError for the last owner."""
    with transaction.atomic():
        _keep_an_owner(member, leaving=True)
        _open_links(member).delete()
        _links_made_by(member).delete()
        member.delete()


def new_link(member: Member, by: Member) -> str:
    """The secret of a one-time link by which a member chooses a new password. Links given out before end with it.

    ValidationError when the member belongs to a workspace that `by` does not own: who sets the password could sign in
    there as well."""
    if elsewhere := _elsewhere(member.user, by.user):
        places = "another workspace" if elsewhere == 1 else "other workspaces"
        raise ValidationError(
            f"{member.user} also belongs to {places} that you do not own, and a new password would open those too. "
            "The person who runs the studio can make the link."
        )
    with transaction.atomic():
        _open_links(member).delete()
        return Invitation.issue(member.workspace, member.role, by=by.user, user=member.user)[1]


def opens_too_much(invitation: Invitation) -> bool:
    """Whether a link for a new password would let its maker into a workspace that is not theirs: its person joined one since."""
    return bool(invitation.user and invitation.created_by and _elsewhere(invitation.user, invitation.created_by))


def _elsewhere(user: User, maker: User) -> int:
    """The workspaces of `user` that `maker` does not own."""
    owned = maker.memberships.filter(role=Role.OWNER).values("workspace")
    return user.memberships.exclude(workspace__in=owned).count()


def _keep_an_owner(member: Member, leaving: bool) -> None:
    Workspace.objects.select_for_update().get(pk=member.workspace_id)
    member.refresh_from_db(fields=["role"])
    if leaving and member.last_owner:
        raise ValidationError(f"{member.user} is the last owner of {member.workspace}. Make somebody else an owner first.")


def _open_links(member: Member):
    return Invitation.objects.filter(workspace=member.workspace, user=member.user, accepted=None)


def _links_made_by(member: Member):
    """Who made a link knows its secret: one who is no owner any more could let themselves in by it, as an owner."""
    return Invitation.objects.filter(workspace=member.workspace, created_by=member.user, accepted=None)
