from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from studio.access import MemberRequest, for_role
from studio.forms.members import InvitationForm
from studio.links import absolute
from studio.models import Invitation
from studio.views import members


@never_cache
@require_POST
@for_role("owner")
def invitations(request: MemberRequest) -> HttpResponse:
    """A new invitation; its link is shown in this answer and never again."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return members.page(request, form=form, status=422)
    _, secret = Invitation.issue(request.workspace, form.cleaned_data["role"], by=request.user, note=form.cleaned_data["note"])
    return members.page(request, link=absolute(request, secret))


@require_POST
@for_role("owner")
def invitation(request: MemberRequest, pk: int) -> HttpResponse:
    """Revoke an invitation that nobody has accepted yet."""
    if request.workspace.invitations.filter(pk=pk, accepted=None).delete()[0]:
        messages.success(request, "The invitation is revoked: its link opens nothing any more.")
    return redirect("members", request.workspace.slug)
