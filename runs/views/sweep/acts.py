"""What people do with a sweep while it goes on, and afterwards."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from runs.forms.sweep_acts import ConcurrencyForm, ExtensionForm, RetryForm
from runs.models import Sweep
from runs.sweeps import acting
from runs.views.sweep.finding import sweep_of
from studio.access import MemberRequest, for_role


@require_POST
@for_role("contributor")
def pause(request: MemberRequest, key: str) -> HttpResponse:
    run = sweep_of(request, key).run
    return _done(request, key, lambda: acting.pause(run, request.user), "It starts no further trials. Those that go on do so.")


@require_POST
@for_role("contributor")
def resumption(request: MemberRequest, key: str) -> HttpResponse:
    run = sweep_of(request, key).run
    return _done(request, key, lambda: acting.resume(run, request.user), "It goes on.")


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def concurrency(request: MemberRequest, key: str) -> HttpResponse:
    """How many trials go on at a time."""
    sweep = sweep_of(request, key)
    form = ConcurrencyForm(request.POST or None, initial={"trials": sweep.max_concurrent})
    if not form.is_valid():
        return _asked(request, "concurrency", sweep, form)
    trials = form.cleaned_data["trials"]
    said = f"{trials} trial{'' if trials == 1 else 's'} at a time from now on."
    return _done(request, key, lambda: acting.set_concurrency(sweep.run, trials, request.user), said, form, sweep)


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def extension(request: MemberRequest, key: str) -> HttpResponse:
    """More trials, more time, a larger space."""
    sweep = sweep_of(request, key)
    form = ExtensionForm(sweep, request.POST or None)
    if not form.is_valid():
        return _asked(request, "extension", sweep, form)
    more = {name: value for name, value in form.cleaned_data.items() if value}
    return _done(request, key, lambda: acting.extend(sweep.run, request.user, **more), "It is extended.", form, sweep)


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def retries(request: MemberRequest, key: str) -> HttpResponse:
    """Trials that failed, or are missing, once more."""
    sweep = sweep_of(request, key)
    form = RetryForm(request.POST or None)
    if not form.is_valid():
        return _asked(request, "retries", sweep, form)
    which = form.cleaned_data["which"]
    return _done(request, key, lambda: acting.retry(sweep.run, request.user, which), "They are tried again.", form, sweep)


def _asked(request: MemberRequest, name: str, sweep: Sweep, form: Form) -> HttpResponse:
    return render(
        request, f"runs/sweep/acts/{name}.html", {"run": sweep.run, "sweep": sweep, "form": form}, status=422 if form.errors else 200
    )


def _done(request: MemberRequest, key: str, act: Callable, said: str, form: Form | None = None, sweep: Sweep | None = None) -> HttpResponse:
    """Back on the sweep's page; a refusal is said there, or at the form that asked."""
    try:
        act()
    except ValidationError as refusal:
        if form is not None and sweep is not None:
            form.add_error(None, refusal)
            return _asked(request, request.resolver_match.url_name.removeprefix("run_sweep_"), sweep, form)
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("run", request.workspace.slug, key)
