from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from computes import administering
from computes.kinds import KINDS
from computes.load import loads
from computes.models import Target
from computes.views import page
from computes.views.finding import a_target
from studio.access import MemberRequest, for_role


@for_role("owner")
@page.leads_on
def detachment(request: MemberRequest, name: str) -> HttpResponse:
    """GET: what happens to runs, history and the machine, and how far it is. POST: detach it, as `machine` says: `clean` or `leave`."""
    target = a_target(request, name)
    if request.method == "POST":
        return _detach(request, target)
    part = "#progress" if request.GET.get("part") == "progress" else ""
    context = {
        "target": target,
        "active": sum(loads([target.pk])[target.pk]),
        "folder": _folder(target),
        "errand": target.errands.filter(kind="detach").first(),
    }
    return render(request, f"computes/detach.html{part}", context)


def _folder(target: Target) -> str:
    default = next(field.default for field in KINDS[target.kind].fields if field.name == "root")
    return target.options_with_defaults().get("root") or default


def _detach(request: MemberRequest, target: Target) -> HttpResponse:
    clean, give_up = request.POST.get("machine") == "clean", "give_up" in request.POST
    try:
        errand = administering.detach(target, request.user, clean, give_up)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("compute_detachment", request.workspace.slug, target.name)
    if errand:
        return redirect("compute_detachment", request.workspace.slug, target.name)
    messages.success(request, f"{target} is detached.")
    return redirect("computes", request.workspace.slug)
