from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from studio.access import SignedInRequest


@login_required
def start(request: SignedInRequest) -> HttpResponse:
    """To the person's workspace: the one they joined first."""
    member = request.user.memberships.select_related("workspace").order_by("pk").first()
    if member is None:
        return render(request, "studio/no_workspace.html", status=404)
    return redirect("home", member.workspace.slug)
