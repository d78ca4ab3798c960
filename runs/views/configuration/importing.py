from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from runs.configuring import drafts, importing
from runs.configuring.importing import Brought, ImportRefused
from runs.configuring.knowing import known
from runs.forms.configurations import ConfigurationForm
from runs.models import Source
from runs.views.configuration.editing import editor
from studio.access import MemberRequest, for_role
from studio.keys import key


@for_role("contributor")
def configuration_import(request: MemberRequest) -> HttpResponse:
    """Choose files to bring in, or one that lies in a source (?source=); what came is shown in the editor, and kept once it is saved there."""
    source = _source(request)
    try:
        if request.method == "POST":
            files = {file.name or "file": file.read(importing.MOST_SENT) for file in request.FILES.getlist("files")[: importing.MOST_FILES]}
            return _opened(request, importing.from_upload(files), {"kind": "file"}, source)
        if source and (path := request.GET.get("file")):
            return _opened(request, importing.from_snapshot(source.latest, path), {"kind": "source", "source": source.name}, source)
    except ImportRefused as refusal:
        return _page(request, source, str(refusal))
    return _page(request, source)


def _source(request: MemberRequest) -> Source | None:
    pk = key(request.GET.get("source"))
    return get_object_or_404(request.workspace.sources, pk=pk) if pk is not None else None


def _page(request: MemberRequest, source: Source | None, refusal: str = "") -> HttpResponse:
    latest = source.latest if source else None
    found = importing.offered(latest) if latest else []
    context = {"sources": request.workspace.sources.all(), "source": source, "refusal": refusal, "found": found}
    return render(request, "runs/configuration/import.html", context, status=422 if refusal else 200)


def _opened(request: MemberRequest, brought: Brought, origin: dict[str, str], source: Source | None) -> HttpResponse:
    """In the editor, under a name that is still free."""
    draft = drafts.begin(brought.text, known(request.workspace), brought.companions)
    draft.came = origin | {"file": brought.file.rpartition("/")[2] if source is None else brought.file}
    form = ConfigurationForm(request.member, initial={"name": _free_name(request, brought.file), "source": source})
    return editor(request, draft, None, form)


def _free_name(request: MemberRequest, file: str) -> str:
    stem = file.rpartition("/")[2].partition(".")[0][:90] or "imported"
    taken = {name.lower() for name in request.workspace.configurations.values_list("name", flat=True)}
    return next(name for name in (stem, *(f"{stem} {n}" for n in range(2, len(taken) + 3))) if name.lower() not in taken)
