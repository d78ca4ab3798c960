"""The live checklist of a target, the host key that a person confirms, and opening it for runs."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from computes import registering
from computes.host_keys import fingerprint
from computes.models import Mode, Target
from computes.views.finding import a_target
from studio.access import MemberRequest, for_role

# The state of a step: how it looks, and the word for whoever does not see that.
LOOKS = {
    "waiting": {"icon": "circle-dashed", "tone": "grey", "word": "not begun"},
    "yours": {"icon": "hand", "tone": "amber", "word": "waits for you"},
    "running": {"icon": "loader-circle", "tone": "blue", "word": "under way"},
    "passed": {"icon": "check", "tone": "green", "word": "passed"},
    "warning": {"icon": "triangle-alert", "tone": "amber", "word": "a warning"},
    "failed": {"icon": "x", "tone": "red", "word": "failed"},
    "skipped": {"icon": "minus", "tone": "grey", "word": "skipped"},
}


@for_role("owner")
def check(request: MemberRequest, name: str) -> HttpResponse:
    """GET: what the newest check found, live. POST: check again."""
    target = a_target(request, name)
    if request.method == "POST":
        registering.ask_for_check(target, request.user)
        return redirect("compute_check", request.workspace.slug, name)
    part = "#checklist" if request.GET.get("part") == "checklist" else ""
    return render(request, f"computes/check.html{part}", _context(target))


@for_role("owner")
def host_key(request: MemberRequest, name: str) -> HttpResponse:
    """GET: the key that was confirmed beside the one that is shown now. POST: confirm the key of this fingerprint, or keep the old one."""
    target = a_target(request, name)
    if request.method != "POST":
        shown = registering.offer(target)
        pinned = registering.pinned(target, shown)
        return render(request, "computes/host_key.html", {"target": target, "offer": shown, "pinned": pinned and fingerprint(pinned)})
    try:
        if wanted := request.POST.get("fingerprint"):
            registering.pin(target, request.user, wanted)
        else:
            registering.keep_old_key(target, request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("compute_check", request.workspace.slug, name)


@require_POST
@for_role("owner")
def opening(request: MemberRequest, name: str) -> HttpResponse:
    """Open a draft that passed its check."""
    target = a_target(request, name)
    try:
        registering.open_up(target, request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("compute_check", request.workspace.slug, name)
    messages.success(request, f"{target} is open for runs.")
    return redirect("compute", request.workspace.slug, name)


def _context(target: Target) -> dict:
    errand = registering.last_check(target)
    steps = errand.steps if errand else []
    return {
        "target": target,
        "errand": errand,
        "offer": registering.offer(target),
        "green": errand is not None and registering.green(errand),
        "draft": target.mode == Mode.DRAFT,
        "opens": errand is not None and errand.ask.get("open", False),
        "signed_in": any(step["name"] == "sign-in" and step["state"] == "passed" for step in steps),
        "steps": [step | LOOKS["yours" if step["state"] == "waiting" and step["detail"] else step["state"]] for step in steps],
    }
