import secrets

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from runs import submission
from runs.views.run import page
from studio.access import MemberRequest, for_role


@require_POST
@for_role("contributor")
def reruns(request: MemberRequest, key: str) -> HttpResponse:
    """The same once more. The form's `submission` makes a double click one run."""
    run = page.find(request, key)
    chosen = request.POST.get("submission", "")[:64] or secrets.token_urlsafe(16)
    try:
        again = submission.rerun(request.member, run, chosen)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("run", request.workspace.slug, key)
    return redirect("run", request.workspace.slug, again.key)
