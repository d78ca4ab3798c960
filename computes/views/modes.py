"""What a target does with runs, and the note that everybody sees."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from computes import administering
from computes.views.finding import a_target
from computes.views.page import MODES
from studio.access import MemberRequest, for_role


@for_role("owner")
def mode(request: MemberRequest, name: str, mode: str) -> HttpResponse:
    """GET: the question, for browsers without JavaScript. POST: do it, with the note."""
    target = a_target(request, name)
    chosen = next((each for each in MODES if each[0] == mode), None)
    if chosen is None:
        raise Http404(f"There is no mode {mode}.")
    if request.method != "POST":
        return render(request, "computes/mode.html", {"target": target, "chosen": chosen})
    try:
        if administering.set_mode(target, mode, request.user, request.POST.get("note")):
            messages.success(request, f"{target} is {target.get_mode_display().lower()} now.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("compute", request.workspace.slug, name)


@for_role("owner")
def note(request: MemberRequest, name: str) -> HttpResponse:
    """GET: the note, for browsers without JavaScript. POST: write it, or remove it."""
    target = a_target(request, name)
    if request.method != "POST":
        return render(request, "computes/note.html", {"target": target})
    try:
        if administering.set_note(target, request.POST.get("note", ""), request.user):
            messages.success(request, "The note is shown wherever the target is." if target.note else "The note is removed.")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("compute", request.workspace.slug, name)
