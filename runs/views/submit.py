from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from runs import environments, fetching
from runs.choosing import Choice, choose
from runs.forms.submit import SubmitForm
from runs.models import Run
from studio.access import MemberRequest, for_role
from studio.keys import key

CARRIED = ("source", "configuration", "experiment")


@for_role("contributor")
def run_new(request: MemberRequest) -> HttpResponse:
    """Choose what to run, see exactly what would run, and submit it.

    The whole choice is in the parameters, so a link can prefill it; each change asks for the part that it changes."""
    changed = (request.htmx.trigger or "").removeprefix("choose-")
    choice = choose(request.member, request.POST or request.GET, changed)
    submitted = request.method == "POST" and "look" not in request.POST
    form = SubmitForm(request.member, choice, request.POST if submitted else None)
    if submitted and form.is_valid() and (run := form.submit()):
        return redirect("run", request.workspace.slug, run.key)
    if changed == "fetch" and choice.fetch and choice.fetch.under_way:
        return HttpResponse(status=204)  # nothing new: the page stays as it is, half-typed words included
    return _shown(request, choice, form)


@require_POST
@for_role("contributor")
def fetches(request: MemberRequest) -> HttpResponse:
    """Fetch another branch, tag or commit of the chosen source, and come back to choose its snapshot."""
    return fetched(request, "run_new")


def fetched(request: MemberRequest, page: str) -> HttpResponse:
    """Ask for it, and go back to the page of that name."""
    source = get_object_or_404(request.workspace.sources.filter(kind="git"), pk=key(request.POST.get("source")))
    fetch = fetching.ask(source, request.POST.get("ref", "").strip()[:250], by=request.user)
    carried = {name: request.POST[name] for name in CARRIED if name in request.POST}
    return redirect(reverse(page, args=[request.workspace.slug]) + "?" + urlencode(carried | {"fetch": fetch.pk}))


def _shown(request: MemberRequest, choice: Choice, form: SubmitForm) -> HttpResponse:
    part = f"#{request.htmx.target}" if request.htmx.target in ("choices", "preview") else ""
    here = reverse("run_new", args=[request.workspace.slug])
    return render(request, f"runs/submit.html{part}", {"form": form, "choice": choice, "here": here} | offered(request, choice))


def offered(request: MemberRequest, choice: Choice) -> dict[str, Any]:
    """What the page shows of the target, and the names that its fields complete from."""
    return {"room": _room(choice), "experiments": _experiments(request), "environments": environments.offered(request.workspace)}


def _room(choice: Choice) -> dict[str, int]:
    """What the target is doing now: its free slots, and how many wait before this run would."""
    if choice.target is None:
        return {}
    here = Run.objects.filter(target=choice.target)
    return {"free": max(0, choice.target.slots - here.holding().count()), "waiting": here.waiting().count()}


def _experiments(request: MemberRequest) -> list[str]:
    """Names to complete from, the newest first."""
    return list(request.workspace.experiments.listed().order_by("-pk").values_list("name", flat=True)[:100])
