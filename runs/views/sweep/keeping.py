from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from runs.forms.sweep_acts import KeepForm
from runs.models import Run
from runs.sweeps import keeping
from runs.views.run import page
from studio.access import MemberRequest, for_role


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def kept(request: MemberRequest, key: str) -> HttpResponse:
    """What this trial ran as a run configuration, its parameters among the arguments."""
    run = page.find(request, key)
    if run.purpose != Run.Purpose.TRIAL:
        raise Http404(f"{run} is no trial of a sweep.")
    form = KeepForm(request.POST or None, initial={"name": run.configuration.configuration.name})
    if form.is_valid():
        try:
            version = keeping.save_configuration(run, request.user, form.cleaned_data["name"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Kept as {version}.")
            return redirect("configuration", request.workspace.slug, version.configuration_id)
    return render(request, "runs/sweep/acts/kept.html", {"run": run, "form": form}, status=422 if form.errors else 200)
