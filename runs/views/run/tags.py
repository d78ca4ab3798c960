from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runs.views.run import page
from studio.access import MemberRequest, check, for_role


@require_http_methods(["GET", "POST"])
@for_role("reader")
def tags(request: MemberRequest, key: str) -> HttpResponse:
    """The tags by themselves. POST adds the tag `name` with its `value`, or takes away the one that `remove` names."""
    run = page.find(request, key)
    if request.method == "POST":
        check(request.member, "contributor")
        _change(request, run)
        if not request.htmx:
            return redirect("run", request.workspace.slug, key)
    return render(request, "runs/run/tags.html", {"run": run})


def _change(request: MemberRequest, run) -> None:
    name, removed = request.POST.get("name", "").strip(), request.POST.getlist("remove")
    new = {name: request.POST.get("value", "").strip() or None} if name else {}
    try:
        run.retag(new, removed, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
