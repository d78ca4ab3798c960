from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from runs.choosing import choose
from runs.forms.submit import SubmitForm
from runs.models import Run
from studio.access import for_role


@for_role("contributor")
def run_new(request: HttpRequest) -> HttpResponse:
    """Choose what to run, see exactly what would run, and submit it.

    The whole choice is in the parameters, so a link can prefill it; each change asks for the part that it changes."""
    choice = choose(request.member, request.POST or request.GET, changed=request.htmx.trigger_name or "")
    form = SubmitForm(request.member, choice, request.POST or None)
    if request.method == "POST" and form.is_valid() and (run := form.submit()):
        return redirect("run", request.workspace.slug, run.key)
    part = f"#{request.htmx.target}" if request.htmx.target in ("choices", "preview") else ""
    context = {"form": form, "choice": choice, "room": _room(choice), "experiments": _experiments(request)}
    return render(request, f"runs/submit.html{part}", context)


def _room(choice) -> dict:
    """What the target is doing now: free slots, and how many wait before this one."""
    if choice.version is None:
        return {}
    target = choice.version.target
    here = Run.objects.filter(target=target)
    return {"free": max(0, target.slots - here.on_target().count()), "waiting": here.waiting().count()}


def _experiments(request: HttpRequest) -> list[str]:
    return list(request.workspace.experiments.order_by("-pk").values_list("name", flat=True)[:100])
