"""What our folders take on a target, and giving it back. A page asks; a worker counts and removes."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from computes import administering
from computes.administering import PARTS
from computes.agent_zip import agent_zip
from computes.models import Errand, Target
from computes.views import page
from computes.views.finding import a_target
from studio.access import MemberRequest, for_role

KINDS = ("usage", "clean", "upgrade")
TOOLS = {"tools": ("Tools", "")}  # what environments and transfers are made with: nobody knows who uses them


@for_role("reader")
@page.leads_on
def disk(request: MemberRequest, name: str) -> HttpResponse:
    """What each part takes, what of it could go, and the agents that are there."""
    target = a_target(request, name)
    newest = _newest(target)
    shown = f"{newest.pk}-{newest.state}-{len(newest.answer)}" if newest else "none"
    if request.GET.get("part") == "disk" and (same := page.unchanged(request, shown)):
        return same
    counted = _counted(target)
    rows, agents = _rows(target, counted), _agents(target, counted)
    return page.show(request, target, "compute_disk", "disk", ("disk",), rows=rows, newest=newest, shown=shown, agents=agents)


@require_POST
@for_role("owner")
def counting(request: MemberRequest, name: str) -> HttpResponse:
    """Count anew."""
    administering.ask_usage(a_target(request, name), request.user)
    return redirect("compute_disk", request.workspace.slug, name)


@for_role("owner")
def cleaning(request: MemberRequest, name: str) -> HttpResponse:
    """GET: what would go of the parts `what`, as it was counted. POST: remove them."""
    target = a_target(request, name)
    if request.method != "POST":
        return _question(request, target)
    try:
        administering.ask_clean(target, request.user, request.POST.getlist("what"))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect("compute_disk", request.workspace.slug, name)


@require_POST
@for_role("owner")
def agent(request: MemberRequest, name: str) -> HttpResponse:
    """Put the studio's version of the agent there, and remove those that nobody uses."""
    administering.ask_upgrade(a_target(request, name), request.user)
    return redirect("compute_disk", request.workspace.slug, name)


def _question(request: MemberRequest, target: Target) -> HttpResponse:
    chosen = [row for row in _rows(target, _counted(target)) if row["name"] in request.GET.getlist("what") and row["can_go"]]
    if not chosen:
        messages.error(request, "Choose what is to be removed: count first, then tick what has bytes that can go.")
        return redirect("compute_disk", request.workspace.slug, target.name)
    total = sum(row["can_go"]["bytes"] for row in chosen)
    return render(request, "computes/cleaning.html", {"target": target, "chosen": chosen, "total": total})


def _newest(target: Target) -> Errand | None:
    return target.errands.filter(kind__in=KINDS).select_related("by").first()


def _counted(target: Target) -> dict:
    """The answer of the newest errand that counted to its end."""
    done = target.errands.filter(kind__in=KINDS, state=Errand.State.DONE).first()
    return done.answer if done else {}


def _rows(target: Target, counted: dict) -> list[dict]:
    can_go = counted.get("can_go", {})
    named = {**PARTS, **TOOLS}
    shown = [name for name in named if name in target.usage]
    return [
        {"name": name, "title": named[name][0], "goes": named[name][1], "used": target.usage[name], "can_go": can_go.get(name)}
        for name in shown
    ]


def _agents(target: Target, counted: dict) -> dict:
    """The version that answered last, the studio's own, and the others there."""
    own = agent_zip().hash
    others = [each["hash"] for each in counted.get("agents", []) if each["hash"] != own]
    return {"there": target.health.get("agent", ""), "ours": own, "others": others}
