from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from studio import membership
from studio.access import MemberRequest, for_role
from studio.forms.members import InvitationForm, RoleForm
from studio.links import absolute
from studio.models import Invitation, Member


@for_role("reader")
def members(request: MemberRequest) -> HttpResponse:
    """Who is in the workspace; owners also see the open invitations and may change all of it."""
    return page(request)


@require_POST
@for_role("owner")
def member(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a member's role."""
    chosen = _find(request, pk)
    form = RoleForm(request.POST, instance=chosen)
    if form.is_valid():
        role = form.cleaned_data["role"]
        _try(request, lambda: membership.change_role(chosen, role), f"{chosen.user} is a {role} now.".replace("a owner", "an owner"))
    return redirect("members", request.workspace.slug)


@require_http_methods(["GET", "POST"])
@for_role("owner")
def removal(request: MemberRequest, pk: int) -> HttpResponse:
    """POST takes a member out; GET asks first, where there is no JavaScript to do so in the page."""
    chosen = _find(request, pk)
    if request.method == "GET":
        return render(request, "studio/members/removal.html", {"one": chosen})
    _try(request, lambda: membership.remove(chosen), f"{chosen.user} is no longer a member.")
    if chosen.user == request.user:
        return redirect("start")
    return redirect("members", request.workspace.slug)


@never_cache
@require_POST
@for_role("owner")
def sign_in_link(request: MemberRequest, pk: int) -> HttpResponse:
    """A new one-time link for a member who lost the password; shown in this answer and never again."""
    chosen = _find(request, pk)
    try:
        secret = membership.new_link(chosen, request.member)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("members", request.workspace.slug)
    return page(request, link=absolute(request, secret), link_for=chosen.user)


def page(request: MemberRequest, status: int = 200, **context) -> HttpResponse:
    """The members page as this member may see it."""
    found = list(request.workspace.members.select_related("user"))
    if request.member.may("owner"):
        for one in found:
            one.form = RoleForm(instance=one, auto_id=False)
        context = {"form": InvitationForm(), "invitations": _open_invitations(request), **context}
    return render(request, "studio/members.html", {"members": found, **context}, status=status)


def _open_invitations(request: MemberRequest):
    still = Invitation.objects.filter(workspace=request.workspace, accepted=None, expires__gt=timezone.now())
    return still.select_related("user", "created_by")


def _find(request: MemberRequest, pk: int) -> Member:
    return get_object_or_404(Member.objects.select_related("user", "workspace"), pk=pk, workspace=request.workspace)


def _try(request: MemberRequest, act, done: str) -> None:
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
