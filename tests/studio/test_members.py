"""The members page: everybody reads it, owners change it, and an owner always stays."""

import re

import pytest
from django.urls import reverse

from studio import membership
from studio.models import Invitation, Member, Role, Workspace

pytestmark = pytest.mark.django_db


def url(name: str, *rest, slug="vision") -> str:
    return reverse(name, args=[slug, *rest])


def link_on(page: str) -> str:
    """The one-time link that this page shows, as a path."""
    found = re.search(r'id="link">http://testserver(/link/[^<]+)<', page)
    assert found, "the page shows no link"
    return found[1]


@pytest.mark.parametrize("who", ["reader", "contributor"])
def test_members_see_the_list_only(request, browse, owner, who):
    page = browse(request.getfixturevalue(who)).get(url("members")).content.decode()
    assert "Olivia" in page
    assert "Invite somebody" not in page
    assert "Remove" not in page


def test_an_owner_sees_open_invitations(browse, owner, workspace):
    Invitation.issue(workspace, Role.READER, by=owner.user, note="the new student")
    used, _ = Invitation.issue(workspace, Role.READER, note="used already")
    Invitation.objects.filter(pk=used.pk).update(accepted=used.created)
    page = browse(owner).get(url("members")).content.decode()
    assert "the new student" in page
    assert "used already" not in page


def test_a_stranger_sees_no_members(browse, stranger, owner):
    assert browse(stranger).get(url("members")).status_code == 404


@pytest.mark.parametrize("who", ["reader", "contributor"])
def test_only_owners_change_members(request, browse, owner, who):
    browser = browse(request.getfixturevalue(who))
    invitation, _ = Invitation.issue(owner.workspace, Role.READER)
    acts = [("member", owner.pk), ("member_removal", owner.pk), ("member_link", owner.pk), ("invitations",), ("invitation", invitation.pk)]
    for name, *rest in acts:
        assert browser.post(url(name, *rest), {"role": "owner"}).status_code == 403, name
    assert Invitation.objects.count() == 1
    assert Member.objects.get(pk=owner.pk).role == Role.OWNER


def test_owners_of_elsewhere_change_nothing_here(browse, stranger, owner, reader):
    for name in ("member", "member_removal", "member_link"):
        for slug in ("vision", "speech"):
            assert browse(stranger).post(url(name, reader.pk, slug=slug), {"role": "owner"}).status_code == 404
    reader.refresh_from_db()
    assert reader.role == Role.READER


def test_an_owner_gives_another_role(browse, owner, reader):
    browse(owner).post(url("member", reader.pk), {"role": "contributor"})
    reader.refresh_from_db()
    assert reader.role == Role.CONTRIBUTOR


def test_an_unknown_role_is_not_given(browse, owner, reader):
    browse(owner).post(url("member", reader.pk), {"role": "emperor"})
    reader.refresh_from_db()
    assert reader.role == Role.READER


def test_the_last_owner_stays_owner(browse, owner):
    page = browse(owner).post(url("member", owner.pk), {"role": "reader"}, follow=True).content.decode()
    assert "Olivia is the last owner of Vision team" in page
    page = browse(owner).post(url("member_removal", owner.pk), follow=True).content.decode()
    assert "Make somebody else an owner first" in page
    assert Member.objects.get(pk=owner.pk).role == Role.OWNER


def test_an_owner_beside_another_may_leave(browse, owner, contributor):
    membership.change_role(contributor, Role.OWNER)
    answer = browse(owner).post(url("member_removal", owner.pk))
    assert answer["Location"] == reverse("start")
    assert not Member.objects.filter(pk=owner.pk).exists()


def test_who_is_removed_sees_nothing_any_more(browse, owner, reader):
    there = browse(reader)
    assert there.get(url("members")).status_code == 200
    secret = membership.new_link(reader, by=owner)
    browse(owner).post(url("member_removal", reader.pk))
    assert there.get(url("members")).status_code == 404
    assert Invitation.opened_by(secret) is None


@pytest.mark.parametrize("act", [membership.remove, lambda member: membership.change_role(member, Role.READER)])
def test_links_end_with_the_owner_who_made_them(owner, contributor, reader, act):
    membership.change_role(contributor, Role.OWNER)
    secrets = [
        Invitation.issue(owner.workspace, Role.OWNER, by=contributor.user, note="a way back in")[1],
        membership.new_link(reader, by=contributor),
    ]
    others = Invitation.issue(owner.workspace, Role.READER, by=owner.user)[1]
    act(contributor)
    assert [Invitation.opened_by(secret) for secret in secrets] == [None, None]
    assert Invitation.opened_by(others)


def test_removing_asks_first(browse, owner, reader):
    assert "Remove Rita from Vision team?" in browse(owner).get(url("member_removal", reader.pk)).content.decode()
    assert Member.objects.filter(pk=reader.pk).exists()


def test_an_invitation_lets_one_person_in_once(browse, owner):
    answer = browse(owner).post(url("invitations"), {"role": "contributor", "note": "Nina"})
    assert "no-store" in answer["Cache-Control"]
    link = link_on(answer.content.decode())
    person = {"username": "nina", "name": "Nina", "password": "a long enough pass phrase"}
    newcomer = browse()
    assert "You come in as contributor" in newcomer.get(link).content.decode()
    assert newcomer.post(link, person)["Location"] == url("home")
    member = Member.objects.get(user__username="nina")
    assert (member.role, str(member.user)) == (Role.CONTRIBUTOR, "Nina")
    assert newcomer.get(url("members")).status_code == 200
    assert browse().get(link).status_code == 410
    assert browse().post(link, person | {"username": "second"}).status_code == 410


def test_the_link_is_shown_once(browse, owner, workspace):
    link = link_on(browse(owner).post(url("invitations"), {"role": "reader"}).content.decode())
    assert link.rsplit("/", 2)[1] not in browse(owner).get(url("members")).content.decode()
    assert not Invitation.objects.filter(digest__contains=link.rsplit("/", 2)[1]).exists()


def test_a_revoked_invitation_opens_nothing(browse, owner):
    link = link_on(browse(owner).post(url("invitations"), {"role": "reader"}).content.decode())
    browse(owner).post(url("invitation", Invitation.objects.get().pk))
    assert browse().get(link).status_code == 410


def test_opening_a_link_with_a_weak_password_changes_nothing(browse, owner):
    link = link_on(browse(owner).post(url("invitations"), {"role": "reader"}).content.decode())
    answer = browse().post(link, {"username": "nina", "name": "Nina", "password": "short"})
    assert answer.status_code == 200
    assert "too short" in answer.content.decode()
    assert browse().get(link).status_code == 200


def test_who_is_signed_in_already_joins_as_who_they_are(browse, owner, stranger):
    link = link_on(browse(owner).post(url("invitations"), {"role": "reader"}).content.decode())
    assert "Join as Sam" in browse(stranger).get(link).content.decode()
    assert browse(stranger).post(link)["Location"] == url("home")
    assert Member.objects.get(workspace=owner.workspace, user=stranger.user).role == Role.READER
    assert browse().get(link).status_code == 410


def test_a_lost_password_is_replaced_by_a_new_link(browse, owner, reader):
    there = browse(reader)
    link = link_on(browse(owner).post(url("member_link", reader.pk)).content.decode())
    assert browse().post(link, {"password": "another long pass phrase"})["Location"] == url("home")
    reader.user.refresh_from_db()
    assert reader.user.check_password("another long pass phrase")
    assert there.get(url("members")).status_code == 302, "who was signed in with the old password is out"


def test_a_second_link_ends_the_first(browse, owner, reader):
    first, second = (link_on(browse(owner).post(url("member_link", reader.pk)).content.decode()) for _ in range(2))
    assert browse().get(first).status_code == 410
    assert browse().get(second).status_code == 200


def test_a_password_that_opens_another_workspace_cannot_be_reset_from_here(browse, owner, reader):
    """Who could set it could read the other workspace."""
    Member.objects.create(workspace=Workspace.objects.create(name="Payroll", slug="payroll"), user=reader.user, role=Role.READER)
    page = browse(owner).post(url("member_link", reader.pk), follow=True).content.decode()
    assert "also belongs to another workspace" in page
    assert "Payroll" not in page
    assert not Invitation.objects.exists()


def test_who_owns_both_workspaces_may_reset_it(browse, owner, reader):
    elsewhere = Workspace.objects.create(name="Payroll", slug="payroll")
    for user, role in ((reader.user, Role.READER), (owner.user, Role.OWNER)):
        Member.objects.create(workspace=elsewhere, user=user, role=role)
    assert link_on(browse(owner).post(url("member_link", reader.pk)).content.decode())


def test_what_the_page_costs(browse, owner, workspace, django_assert_max_num_queries):
    from studio.models import User

    for number in range(20):
        Member.objects.create(workspace=workspace, user=User.objects.create(username=f"m{number}"), role=Role.READER)
        Invitation.issue(workspace, Role.READER, by=owner.user)
    browser = browse(owner)
    with django_assert_max_num_queries(5):
        browser.get(url("members"))


def test_a_link_ends_when_its_person_joins_a_workspace_that_its_maker_does_not_own(browse, owner, reader, stranger):
    secret = membership.new_link(reader, by=owner)
    Member.objects.create(workspace=stranger.workspace, user=reader.user, role="reader")
    assert browse().get(f"/link/{secret}/").status_code == 410


def test_a_password_like_the_name_is_refused(browse, owner, workspace):
    _, secret = Invitation.issue(workspace, "reader", by=owner.user)
    answer = browse().post(f"/link/{secret}/", {"username": "wilhelmina", "name": "Wil", "password": "wilhelmina1"})
    assert "too similar" in answer.content.decode()
