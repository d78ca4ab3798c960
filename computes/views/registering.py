"""Compute targets added and edited by owners. A page asks; what reaches a machine is a worker's errand."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from computes.forms.targets import FORMS
from computes.views.finding import a_target
from studio.access import MemberRequest, for_role


@for_role("owner")
def kinds(request: MemberRequest) -> HttpResponse:
    """What can be added."""
    kinds = [{"name": form.kind, "title": form.title, "text": form.text_of_kind} for form in FORMS.values()]
    return render(request, "computes/kinds.html", {"kinds": kinds})


@for_role("owner")
def register(request: MemberRequest, kind: str) -> HttpResponse:
    """Add a target of this kind: a draft, which is checked at once."""
    if kind not in FORMS:
        raise Http404(f"No kind of compute target that can be added is called {kind}.")
    form = FORMS[kind](request.member, request.POST or None)
    if request.method == "POST" and form.is_valid() and (target := form.save()):
        return redirect("compute_check", request.workspace.slug, target.name)
    return render(request, "computes/register.html", {"form": form}, status=422 if form.errors else 200)


@for_role("owner")
def edit(request: MemberRequest, name: str) -> HttpResponse:
    """Change how a target is reached, what it gives out and who may use it."""
    target = a_target(request, name)
    if target.kind not in FORMS:
        raise Http404(f"{target} is changed on its own page.")
    form = FORMS[target.kind](request.member, request.POST or None, target)
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, f"{target} is saved.")
        return redirect("compute_check" if form.asked else "compute", request.workspace.slug, name)
    return render(request, "computes/edit.html", {"form": form, "target": a_target(request, name)}, status=422 if form.errors else 200)
