from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runs import submission
from runs.views.run import page
from studio.access import MemberRequest, for_role


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def cancellation(request: MemberRequest, key: str) -> HttpResponse:
    """POST asks for the end of the run; GET asks the person first, where there is no JavaScript to do so in the page."""
    run = page.find(request, key)
    if request.method == "GET":
        return render(request, "runs/run/cancellation.html", {"run": run})
    if submission.cancel(request.member, run):
        messages.success(request, f"{run} is being cancelled.")
    else:
        run.refresh_from_db(fields=["state"])
        messages.info(request, f"{run} is {run.get_state_display().lower()}: there is nothing to cancel.")
    return redirect("run", request.workspace.slug, key)
