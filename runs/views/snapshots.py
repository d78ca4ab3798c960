"""The files of a source's snapshot, to read and to take away."""

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from runs import browsing, previews, sourcing
from runs.configuring import importing
from runs.models import Snapshot, Source
from runs.snapshots import SnapshotError
from runs.views.finding import a_source
from runs.views.streaming import attached, streamed
from studio.access import MemberRequest, for_role


@for_role("reader")
def source(request: MemberRequest, pk: int) -> HttpResponse:
    """A source as it is now: the files of its newest snapshot."""
    source = a_source(request, pk)
    return _page(request, source, source.snapshots.select_related("source", "created_by").first())


@for_role("reader")
def snapshot(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """A source as it was: the files of one snapshot. ?file= names the one that is read."""
    return _page(request, a_source(request, pk), _find(request, pk, number))


@for_role("reader")
def archive(request: MemberRequest, pk: int, number: int) -> StreamingHttpResponse:
    """All files of a snapshot as a zip."""
    found = _find(request, pk, number)
    pieces = sourcing.store_of(request.workspace.pk).archive(found.commit, "zip")
    return attached(streamed(pieces, content_type="application/zip"), f"{found.source} {found.number}.zip")


@for_role("reader")
def raw(request: MemberRequest, pk: int, number: int) -> StreamingHttpResponse:
    """One file as it is: a picture to draw, anything else to save."""
    found, path = _find(request, pk, number), request.GET.get("file", "")
    try:
        pieces = sourcing.store_of(request.workspace.pk).stream(found.commit, path)
    except SnapshotError as refusal:
        raise Http404(str(refusal)) from None
    picture = previews.image_type(path)
    response = streamed(pieces, content_type=picture or "application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response if picture else attached(response, path.rpartition("/")[2])


def _find(request: MemberRequest, pk: int, number: int) -> Snapshot:
    return get_object_or_404(Snapshot.objects.select_related("source", "created_by"), source=a_source(request, pk), number=number)


def _page(request: MemberRequest, source: Source, snapshot: Snapshot | None) -> HttpResponse:
    context: dict[str, Any] = {"source": source, "snapshot": snapshot, "tab": "source", "configurations": source.configurations.all()[:3]}
    if snapshot:
        context |= browsing.look(snapshot, request.GET.get("file", ""))
        context["newest"] = source.latest
        context["importable"] = [] if context["configurations"] else importing.offered(snapshot)
        context["raw"] = reverse("source_snapshot_raw", args=[request.workspace.slug, source.pk, snapshot.number])
    return render(request, "runs/source/files.html", context)
