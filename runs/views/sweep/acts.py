"""What people do with a sweep while it goes on, and afterwards."""

from collections.abc import Callable
from typing import NamedTuple

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
    question = Question("concurrency", sweep, form)
    if not form.is_valid():
        return question.asked(request)
    trials = form.cleaned_data["trials"]
    said = f"{trials} trial{'' if trials == 1 else 's'} at a time from now on."
    return _done(request, key, lambda: acting.set_concurrency(sweep.run, trials, request.user), said, question)


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def extension(request: MemberRequest, key: str) -> HttpResponse:
    """More trials, more time, a larger space."""
    sweep = sweep_of(request, key)
    form = ExtensionForm(sweep, request.POST or None)
    question = Question("extension", sweep, form)
    if not form.is_valid():
        return question.asked(request)
    more = {name: value for name, value in form.cleaned_data.items() if value}
    return _done(request, key, lambda: acting.extend(sweep.run, request.user, **more), "It is extended.", question)


@require_http_methods(["GET", "POST"])
@for_role("contributor")
def retries(request: MemberRequest, key: str) -> HttpResponse:
    """Trials that failed, or are missing, once more."""
    sweep = sweep_of(request, key)
    form = RetryForm(request.POST or None)
    question = Question("retries", sweep, form)
    if not form.is_valid():
        return question.asked(request)
    which = form.cleaned_data["which"]
    return _done(request, key, lambda: acting.retry(sweep.run, request.user, which), "They are tried again.", question)


class Question(NamedTuple):
    """A form about a sweep, on a page of its own."""

    name: str
    sweep: Sweep
    form: Form

    def asked(self, request: MemberRequest) -> HttpResponse:
        shown = {"run": self.sweep.run, "sweep": self.sweep, "form": self.form}
        return render(request, f"runs/sweep/acts/{self.name}.html", shown, status=422 if self.form.errors else 200)


def _done(request: MemberRequest, key: str, act: Callable, said: str, question: Question | None = None) -> HttpResponse:
    """Back on the sweep's page; a refusal is said there, or at the form that asked."""
    try:
        act()
    except ValidationError as refusal:
        if question:
            question.form.add_error(None, refusal)
            return question.asked(request)
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return redirect("run", request.workspace.slug, key)
