"""Who may do what: the one place that decides it, for pages, the API and websockets alike. Fail closed.

A stranger to a workspace is told that nothing is there (404), a member whose role is too small that they may not (403)."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from studio.models import Member, User, Workspace


class SignedInRequest(HttpRequest):
    """The request that a view behind `login_required` gets."""

    user: User


class MemberRequest(SignedInRequest):
    """The request that a view behind `for_role` gets."""

    member: Member
    workspace: Workspace
    htmx: HtmxDetails


NEEDS = {"reader": "be a member", "contributor": "be a contributor", "owner": "be an owner"}


def member_of(user, slug: str) -> Member | None:
    """The membership of `user` in the workspace `slug`, or None. One query."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    return Member.objects.select_related("workspace", "user").filter(user=user, workspace__slug=slug).first()


def check(member: Member | None, role: str) -> Member:
    """The member, if they have at least `role`; else Http404 (a stranger) or PermissionDenied (too small a role)."""
    if member is None:
        raise Http404("There is nothing here for you.")
    if not member.may(role):
        raise PermissionDenied(
            f"You need to {NEEDS[role]} of {member.workspace} to do this; you are a {member.role}. Ask one of its owners."
        )
    return member


def for_role(role: str) -> Callable:
    """Decorate a view `(request, workspace, …)`: it runs with request.member and request.workspace set, or not at all."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: MemberRequest, slug: str, *args, **kwargs):
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            request.member = check(member_of(request.user, slug), role)
            request.workspace = request.member.workspace
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _to_sign_in(request: MemberRequest) -> HttpResponse:
    """Back to this page afterwards. A part that fetches itself sends the whole page there, or it would show the form inside."""
    page = request.htmx.current_url_abs_path if request.htmx else request.get_full_path()
    address = "/sign-in/?" + urlencode({"next": page or "/"})
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
