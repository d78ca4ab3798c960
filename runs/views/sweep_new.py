"""The page on which a sweep is defined and submitted: what runs, the definition as form and as YAML, and what it would come to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from runs.choosing import Choice, choose
from runs.forms.sweep import SweepForm, seeded
from runs.models import Run
from runs.sweeps import submitting
from runs.sweeps.drafts import beginning, importing, outlook, showing
from runs.sweeps.drafts.draft import Draft, begin, resume
from runs.sweeps.drafts.explaining import EXPRESSIONS
from runs.sweeps.drafts.guessing import guessed
from runs.sweeps.drafts.importing import ImportRefused
from runs.sweeps.drafts.schema import json_schema
from runs.views.submit import fetched, offered
from studio.access import MemberRequest, for_role
from studio.keys import key

OPENERS = ("upload", "found")  # values of `look` with which another text takes the place of the one that is there


@for_role("contributor")
def sweep_new(request: MemberRequest) -> HttpResponse:
    """Define a sweep, see what it would come to, and submit it. ?from=: like that run; ?resume_from=: going on from that sweep.

    htmx asks for two parts: by GET for the choices, when one of them changes others; by POST for what follows from all of it."""
    run = _run(request)
    asked = request.POST or (beginning.asked(run) | request.GET.dict() if run else request.GET)
    changed = (request.htmx.trigger or "").removeprefix("choose-")
    choice = choose(request.member, asked, changed)
    if request.htmx and request.method == "GET":
        return _choices(request, choice, changed)
    draft, refusal = _draft(request, choice, run)
    submitted = request.method == "POST" and not request.htmx and "look" not in request.POST
    form = SweepForm(request.member, choice, draft, request.POST if submitted else None)
    if submitted and form.is_valid() and (made := form.submit()):
        return redirect("run", request.workspace.slug, made.key)
    return _shown(request, choice, draft, form, refusal)


@require_POST
@for_role("contributor")
def fetches(request: MemberRequest) -> HttpResponse:
    """Fetch another branch, tag or commit of the chosen source, and come back to choose its snapshot."""
    return fetched(request, "sweep_new")


def _run(request: MemberRequest) -> Run | None:
    """The run that the page begins with."""
    wanted = request.GET.get("resume_from") or request.GET.get("from")
    if not wanted or request.method == "POST":
        return None
    runs = request.workspace.runs.filter(purpose__in=(*Run.SUBMITTED, Run.Purpose.TRIAL))
    return get_object_or_404(runs.select_related("snapshot", "configuration", "experiment"), key=wanted)


def _draft(request: MemberRequest, choice: Choice, run: Run | None) -> tuple[Draft, str]:
    """The definition as it stands, and why a file that was to be opened was not."""
    if request.method == "POST":
        try:
            return begin(_opened(request, choice)) if request.POST.get("look") in OPENERS else resume(request.POST), ""
        except ImportRefused as refusal:
            return resume(request.POST), str(refusal)
    like = beginning.like(run, resumed="resume_from" in request.GET) if run else None
    return like or beginning.new(choice, guessed(choice)), ""


def _opened(request: MemberRequest, choice: Choice) -> str:
    if request.POST["look"] == "found":
        return importing.from_snapshot(choice.snapshot, request.POST.get("found", ""))
    file = request.FILES.get("file")
    if file is None:
        raise ImportRefused("No file was chosen. Choose an hdconfig.yml first.")
    return importing.from_upload(file.name or "The file", file.read(importing.MOST_BYTES + 1))


def _choices(request: MemberRequest, choice: Choice, changed: str) -> HttpResponse:
    """What is chosen of the run. While a fetch is under way, the page stays as it is, half-typed words included."""
    if changed == "fetch" and choice.fetch and choice.fetch.under_way:
        return HttpResponse(status=204)
    form = SweepForm(request.member, choice, begin(""))
    return render(request, "runs/sweep_new/page.html#choices", _of_choice(request, choice, form))


def _of_choice(request: MemberRequest, choice: Choice, form: SweepForm) -> dict[str, Any]:
    here = reverse("sweep_new", args=[request.workspace.slug])
    found = importing.found(choice.snapshot) if choice.snapshot else {}
    return {"choice": choice, "form": form, "here": here, "found": list(found), "guess": guessed(choice)} | offered(request, choice)


def _shown(request: MemberRequest, choice: Choice, draft: Draft, form: SweepForm, refusal: str) -> HttpResponse:
    """The page, or the part of it that an edit changes."""
    seed = key(request.POST.get("seed"))
    seed = form.initial["seed"] = form.initial["seed"] if seed is None else seed
    problems = _problems(request, choice, draft)
    context: dict[str, Any] = {"choice": choice, "draft": draft, "data": draft.data, "problems": problems}
    context["ready"] = bool(draft.definition and choice.ready and not problems)
    if draft.definition and choice.version:
        wanted = seeded(draft.definition, seed)
        context["outlook"] = outlook.of(wanted, choice, wanted.sampling.seed or 0, request.POST.get("replay", ""), request.workspace)
    if request.htmx:
        return render(request, "runs/sweep_new/draft.html", context | offered(request, choice))
    context |= _of_choice(request, choice, form) | {"refusal": refusal, "sections": showing.sections(draft)}
    context |= {"rows": showing.shown_rows(draft), "blank": showing.blank(), "expressions": EXPRESSIONS}
    context["schema"] = json_schema(context["guess"].metrics)
    return render(request, "runs/sweep_new/page.html", context, status=422 if refusal or form.errors else 200)


def _problems(request: MemberRequest, choice: Choice, draft: Draft) -> list[str]:
    """What stands in the way besides the findings."""
    if not (draft.definition and choice.snapshot and choice.version):
        return choice.problems
    found = submitting.problems(request.member, choice.snapshot, choice.version, draft.definition, choice.overrides)
    return list(dict.fromkeys([*choice.problems, *found]))
