"""Sources: their list, making one, its files, its snapshots, its settings."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from runs import fetching, sourcing
from runs.forms.sources import GitForm, SourceForm, UploadForm
from runs.models import Source
from runs.snapshots import SnapshotError
from runs.views.finding import a_source, an_upload
from studio.access import MemberRequest, for_role

FORMS = {"upload": UploadForm, "git": GitForm}
SNAPSHOTS_SHOWN = 100


@for_role("reader")
def sources(request: MemberRequest) -> HttpResponse:
    return render(request, "runs/sources.html", {"sources": request.workspace.sources.for_table()})


@for_role("contributor")
def source_new(request: MemberRequest) -> HttpResponse:
    """Make a source: files from the browser, or with ?kind=git a link to a repository."""
    kind = "git" if request.GET.get("kind") == "git" else "upload"
    form = FORMS[kind](request.member, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (source := _made(request, form)):
        # A fetch has only begun: its own page tells how it goes.
        return redirect("source_history" if kind == "git" else "source", request.workspace.slug, source.pk)
    return render(request, "runs/source_new.html", {"form": form, "kind": kind}, status=422 if form.errors else 200)


@for_role("reader")
def source_history(request: MemberRequest, pk: int) -> HttpResponse:
    """Its snapshots, newest first, with the way to add another."""
    source = a_source(request, pk)
    fetches = list(source.fetches.select_related("snapshot")[:5])
    context = {
        "source": source,
        "tab": "source_history",
        "snapshots": source.snapshots.for_table()[:SNAPSHOTS_SHOWN],
        "fetches": fetches,
        "under_way": any(fetch.under_way for fetch in fetches),
    }
    part = f"#{request.htmx.target}" if request.htmx.target == "history" else ""
    return render(request, f"runs/source/history.html{part}", context)


@for_role("contributor")
def source_settings(request: MemberRequest, pk: int) -> HttpResponse:
    """Its name and description, and for a linked repository its address and secrets, which can be written and never read."""
    source = a_source(request, pk)
    form_class = GitForm if source.kind == Source.Kind.GIT else SourceForm
    form = form_class(request.member, request.POST or None, instance=source)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"{source} is saved.")
        return redirect("source_settings", request.workspace.slug, pk)
    used = request.workspace.runs.submitted().filter(snapshot__source=source).count()
    context = {"source": a_source(request, pk), "tab": "source_settings", "form": form, "used": used}
    return render(request, "runs/source/settings.html", context, status=422 if form.errors else 200)


@require_POST
@for_role("contributor")
def source_archives(request: MemberRequest, pk: int) -> HttpResponse:
    """The next snapshot from an archive, where no script sends it."""
    source, archive = an_upload(request, pk), request.FILES.get("archive")
    try:
        if archive is None:
            raise SnapshotError("No archive was chosen. Choose a zip or tar file first.")
        snapshot = sourcing.take_archive(source, archive, archive.name or "", request.user)
        messages.success(request, f"{snapshot} holds {snapshot.files} files.")
    except SnapshotError as refusal:
        messages.error(request, str(refusal))
    return redirect("source_history", request.workspace.slug, pk)


@require_POST
@for_role("contributor")
def source_fetches(request: MemberRequest, pk: int) -> HttpResponse:
    """Fetch a branch, tag or commit of the linked repository as the next snapshot."""
    source = a_source(request, pk)
    if source.kind == Source.Kind.GIT:
        fetching.ask(source, request.POST.get("ref", "").strip()[:250], by=request.user)
    return redirect("source_history", request.workspace.slug, pk)


@require_POST
@for_role("contributor")
def source_removal(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a source that no run used."""
    source = a_source(request, pk)
    if sourcing.remove(source):
        messages.success(request, f"{source} is removed.")
        return redirect("sources", request.workspace.slug)
    messages.error(request, f"Runs used {source}, so it stays: its snapshots are the code that they ran.")
    return redirect("source_settings", request.workspace.slug, pk)


def _made(request: MemberRequest, form: SourceForm) -> Source | None:
    """The new source, with the archive's files where one came along; None, with the reason on the form, when it is refused."""
    try:
        archive = form.cleaned_data.get("archive")
        draft = sourcing.archive_draft(request.workspace.pk, archive, archive.name) if archive else None
        with transaction.atomic():
            source = form.save()
            if draft:
                sourcing.keep(source, draft, request.user)
            elif source.kind == Source.Kind.GIT:
                fetching.ask(source, by=request.user)
            return source
    except SnapshotError as refusal:
        form.add_error("archive", str(refusal))
        return None
