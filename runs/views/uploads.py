"""Files from a browser: an archive in one piece, or a folder of which only what is missing is sent.

static/js/upload.js sends them; what each step takes and answers stands in docs/front.md. Every step may be repeated, and
nothing is a source or a snapshot before the last."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from runs import sourcing
from runs.forms.sources import UploadForm
from runs.models import Snapshot
from runs.snapshots import Draft, SnapshotError
from runs.views.finding import an_upload
from studio.access import MemberRequest, for_role


class Malformed(Exception):
    """What was sent is not of this protocol: a fault of the sending program, not of its user."""


def answering_json(view: Callable[..., dict]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(*args, **kwargs) -> HttpResponse:
        try:
            return JsonResponse(view(*args, **kwargs))
        except SnapshotError as refusal:
            return JsonResponse({"error": str(refusal)}, status=422)
        except Malformed as fault:
            return JsonResponse({"error": f"The upload was not understood: {fault}. Reload the page and try again."}, status=400)

    return answer


@require_POST
@for_role("contributor")
@answering_json
def chosen(request: MemberRequest) -> dict:
    """Which of a folder's files its ignore files let through."""
    asked = _json(request)
    paths: Any = asked.get("paths")
    texts: Any = asked.get("texts", {})
    if not _all_texts(paths, list) or not _all_texts(texts, dict) or not _all_texts(list(texts.values()), list):
        raise Malformed("paths is a list of texts, and texts holds one for each ignore file")
    return {"paths": sourcing.choice(paths, texts)}


@require_POST
@for_role("contributor")
@answering_json
def missing(request: MemberRequest) -> dict:
    """Which contents the workspace does not hold yet."""
    hashes: Any = _json(request).get("hashes")
    if not _all_texts(hashes, list):
        raise Malformed("hashes is a list of texts")
    return {"missing": sourcing.missing(request.workspace.pk, hashes)}


@require_POST
@for_role("contributor")
@answering_json
def contents(request: MemberRequest) -> dict:
    """Take in contents: parts of a form, each with its hash as the file's name."""
    parts = request.FILES.getlist("content")
    sourcing.put(request.workspace.pk, {part.name or "": part for part in parts})
    return {"stored": len(parts)}


@require_POST
@for_role("contributor")
@answering_json
def source(request: MemberRequest) -> dict:
    """A new source, of a folder's manifest or of an archive."""
    fields, draft = _sent(request)
    form = _checked(request, fields)
    taken = draft()
    with transaction.atomic():
        return _taken(request, sourcing.keep(form.save(), taken, request.user))


@require_POST
@for_role("contributor")
@answering_json
def snapshot(request: MemberRequest, pk: int) -> dict:
    """The next snapshot of a source, of a folder's manifest or of an archive."""
    _, draft = _sent(request)
    source = an_upload(request, pk)
    return _taken(request, sourcing.keep(source, draft(), request.user))


def _sent(request: MemberRequest) -> tuple[dict, Callable[[], Draft]]:
    """The form's fields that were sent, and how to take the files in."""
    if request.content_type == "application/json":
        fields = _json(request)
        files = _manifest(fields.get("files"))
        return fields, lambda: sourcing.manifest_draft(request.workspace.pk, files)
    if archive := request.FILES.get("archive"):
        return request.POST.dict(), lambda: sourcing.archive_draft(request.workspace.pk, archive, archive.name or "")
    raise SnapshotError("No archive was chosen. Choose a folder, a zip or a tar first.")


def _checked(request: MemberRequest, fields: dict) -> UploadForm:
    form = UploadForm(request.member, fields)
    if not form.is_valid():
        raise SnapshotError(" ".join(f"{form[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    return form


def _taken(request: MemberRequest, snapshot: Snapshot) -> dict:
    messages.success(request, f"{snapshot} holds {snapshot.files} file{'' if snapshot.files == 1 else 's'}.")
    return {"url": reverse("source", args=[request.workspace.slug, snapshot.source_id])}


def _manifest(files) -> dict[str, tuple[str, str]]:
    if not isinstance(files, dict) or not all(_all_texts(entry, list) and len(entry) == 2 for entry in files.values()):
        raise Malformed("files names mode and hash for each path")
    return {path: (mode, sha) for path, (mode, sha) in files.items()}


def _json(request: MemberRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except ValueError:
        raise Malformed("its body is not JSON") from None
    if not isinstance(found, dict):
        raise Malformed("its body is not a JSON object")
    return found


def _all_texts(found: Any, kind: type[list] | type[dict]) -> bool:
    return isinstance(found, kind) and all(isinstance(each, str) for each in found)
