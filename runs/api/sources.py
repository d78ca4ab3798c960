from datetime import datetime

from django.core.exceptions import ValidationError
from ninja import Query, Router, Schema, Status

from runs import fetching
from runs.api.finding import a_source
from runs.api.snapshots import SnapshotFacts, told
from runs.forms.sources import GitForm, UploadForm
from runs.models import Fetch, Source
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["sources"])


class SourceFacts(Schema):
    name: str
    kind: str
    description: str
    git_url: str
    git_ref: str
    created: datetime


class NewSource(Schema):
    """A source of uploads; with `git_url` a link to a repository. Token and key are stored encrypted and never told again."""

    name: str
    description: str = ""
    git_url: str = ""
    git_ref: str = ""
    git_user: str = ""
    token: str = ""
    deploy_key: str = ""


class Wish(Schema):
    ref: str = ""


class FetchFacts(Schema):
    id: int
    ref: str
    asked: datetime
    under_way: bool
    trouble: str
    snapshot: SnapshotFacts | None


@router.get("/sources", response=Page[SourceFacts], summary="The sources, newest first")
def sources(request: Call, asked: Query[Asked]):
    return page(request.auth.workspace.sources.all(), asked, lambda source: source)


@router.post("/sources", response={201: SourceFacts}, auth=contributor, summary="Make a source for uploads, or link a git repository")
def new(request: Call, wanted: NewSource):
    form = (GitForm if wanted.git_url else UploadForm)(request.auth, wanted.dict())
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return Status(201, form.save())


@router.get("/sources/{name}", response=SourceFacts, summary="One source")
def source(request: Call, name: str):
    return a_source(request, name)


@router.post("/sources/{name}/fetches", response={202: FetchFacts}, auth=contributor, summary="Fetch a linked repository's files")
def fetch(request: Call, name: str, wish: Wish):
    return Status(202, _told(fetching.ask(a_source(request, name, Source.Kind.GIT), wish.ref.strip()[:250], by=request.auth.user)))


@router.get("/sources/{name}/fetches/{id}", response=FetchFacts, summary="How a fetch is going, and the snapshot it made")
def fetched(request: Call, name: str, id: int):
    return _told(one(a_source(request, name).fetches.select_related("snapshot__source").filter(pk=id), f"fetch {id} of {name}"))


def _told(fetch: Fetch) -> dict:
    facts = {name: getattr(fetch, name) for name in ("ref", "asked", "under_way", "trouble")}
    return {**facts, "id": fetch.pk, "snapshot": told(fetch.snapshot) if fetch.snapshot else None}
