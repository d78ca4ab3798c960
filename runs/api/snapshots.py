from bisect import bisect_right
from datetime import datetime

from django.http.response import HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from runs import sourcing
from runs.api.finding import a_source
from runs.models import Snapshot, Source
from runs.views.streaming import attached, streamed
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import LARGEST_KEY, Asked, Page, page

router = Router(auth=reader, tags=["sources"])


class SnapshotFacts(Schema):
    source: str
    number: int
    commit: str
    files: int
    bytes: int
    facts: dict
    created: datetime


class FileFacts(Schema):
    path: str
    mode: str
    size: int
    sha: str


class Files(Schema):
    items: list[FileFacts]
    next: str | None = Field(None, description="The `after` of the next page; null at the end.")


class FileEntry(Schema):
    sha: str
    mode: str = "100644"


class GitFacts(Schema):
    """What git knows of the folder that is sent; kept with the snapshot."""

    repository: str = Field("", max_length=500)
    branch: str = Field("", max_length=250)
    commit: str = Field("", pattern="^([0-9a-f]{40,64})?$")
    dirty: bool = False
    diff: str = Field("", max_length=110_000)


class Manifest(Schema):
    files: dict[str, FileEntry]
    git: GitFacts | None = None


@router.get("/sources/{name}/snapshots", response=Page[SnapshotFacts], summary="The snapshots of a source, newest first")
def snapshots(request: Call, name: str, asked: Query[Asked]):
    rows = Snapshot.objects.filter(source__workspace=request.auth.workspace_id, source__name=name).select_related("source")
    return page(rows, asked, told)


@router.post(
    "/sources/{name}/snapshots", response={201: SnapshotFacts}, auth=contributor, summary="4: the snapshot of these paths and hashes"
)
def take(request: Call, name: str, manifest: Manifest):
    files = {path: (entry.mode, entry.sha) for path, entry in manifest.files.items()}
    git = {name: value for name, value in (manifest.git.dict() if manifest.git else {}).items() if value != ""}
    return Status(201, told(sourcing.take_manifest(a_source(request, name, Source.Kind.UPLOAD), files, request.auth.user, git)))


@router.get("/sources/{name}/snapshots/{number}", response=SnapshotFacts, summary="One snapshot")
def snapshot(request: Call, name: str, number: int):
    return told(_find(request, name, number))


@router.get("/sources/{name}/snapshots/{number}/files", response=Files, summary="The files of a snapshot, by path")
def files(request: Call, name: str, number: int, after: str = "", limit: int = Query(1000, ge=1, le=20_000)):
    found = _find(request, name, number)
    entries = sourcing.store_of(request.auth.workspace_id).files(found.commit)
    entries.sort(key=lambda entry: entry.path)
    start = bisect_right(entries, after, key=lambda entry: entry.path)
    shown = entries[start : start + limit]
    return {"items": [vars(entry) for entry in shown], "next": shown[-1].path if start + limit < len(entries) else None}


@router.get("/sources/{name}/snapshots/{number}/files/{path:path}", summary="One file of a snapshot, as it is")
def file(request: Call, name: str, number: int, path: str) -> HttpResponseBase:
    found = _find(request, name, number)
    content = sourcing.store_of(request.auth.workspace_id).stream(found.commit, path)
    return attached(streamed(content, content_type="application/octet-stream"), path.rsplit("/", 1)[-1])


def told(snapshot: Snapshot) -> dict:
    facts = {name: getattr(snapshot, name) for name in ("number", "commit", "files", "bytes", "facts", "created")}
    return {**facts, "source": snapshot.source.name}


def _find(request: Call, name: str, number: int) -> Snapshot:
    mine = Snapshot.objects.filter(source__workspace=request.auth.workspace_id).select_related("source")
    return one(mine.filter(source__name=name, number=min(number, LARGEST_KEY)), f"snapshot {number} of a source {name}")
