from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from runs.data import addresses, files, stores
from runs.models import Datastore
from runs.views.streaming import attached, streamed
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["datastores"])


class DatastoreFacts(Schema):
    name: str
    kind: str = Field(description="folder: on the compute targets; remote: what the address begins with tells which.")
    url: str
    is_default: bool
    credentials: list[str] = Field(description="The names of the secrets that are stored. Their values never come back.")
    created_by: str | None
    created: datetime


class NewDatastore(Schema):
    """`url` is the absolute path of a folder on the targets, or an address such as s3://bucket/folder. `options` go with its kind:
    s3 has key, secret, token, endpoint_url, region; sftp username, password, private_key, host_key; http(s) username, password, token."""

    name: str
    url: str
    options: dict[str, Any] = {}
    kind: str | None = Field(None, description="Not needed: the address tells.")


class Change(Schema):
    is_default: bool | None = None
    url: str | None = None
    options: dict[str, Any] | None = Field(None, description="Secrets that are not given stay, unless the address leads elsewhere now.")


class FileFacts(Schema):
    path: str
    size: int


class Files(Schema):
    items: list[FileFacts]
    next: str | None = Field(None, description="The `after` of the next page; null at the end.")


class AskedFiles(Schema):
    prefix: str = Field("", max_length=1000, description="A folder, or one file.")
    after: str = Field("", max_length=2000)
    limit: int = Field(1000, ge=1, le=10_000)


class Stored(Schema):
    stored: list[str]
    kept: list[str] = Field(description="Those that were there already and stay, for `overwrite` was not asked for.")


@router.get("/datastores", response=Page[DatastoreFacts], summary="Where data lies")
def datastores(request: Call, asked: Query[Asked]):
    return page(request.auth.workspace.datastores.select_related("created_by"), asked, told)


@router.post("/datastores", response={201: DatastoreFacts}, auth=contributor, summary="Make a datastore; the first is the default")
def new(request: Call, wanted: NewDatastore):
    if wanted.kind not in (None, stores.kind_of(wanted.url)):
        raise ValidationError({"kind": f"{wanted.url} is of the kind {stores.kind_of(wanted.url)}. Leave the kind out."})
    return Status(201, told(stores.make(request.auth.workspace, wanted.name, wanted.url, wanted.options, request.auth.user)))


@router.get("/datastores/{name}", response=DatastoreFacts, summary="One datastore")
def datastore(request: Call, name: str):
    return told(_one(request, name))


@router.patch("/datastores/{name}", response=DatastoreFacts, auth=contributor, summary="Make it the default, or change where it leads")
def change(request: Call, name: str, wanted: Change):
    store = _one(request, name)
    if wanted.url is not None or wanted.options is not None:
        secret = addresses.secrets_of(store.protocol, store.secrets)
        given = {key: value for key, value in store.secrets.items() if key not in secret}
        stores.change(store, wanted.url or store.url, wanted.options if wanted.options is not None else given)
    if wanted.is_default:
        store.make_default()
    return told(store)


@router.delete("/datastores/{name}", response={204: None}, auth=contributor, summary="Forget a datastore; what lies in it stays")
def remove(request: Call, name: str):
    store = _one(request, name)
    if not store.remove():
        raise ValidationError(f"Data sets lie in {store}, so it stays.")
    return Status(204, None)


@router.get("/datastores/{name}/files", response=Files, summary="The files of remote storage, by name")
def listing(request: Call, name: str, asked: Query[AskedFiles]):
    items, following = files.listed(_one(request, name), asked.prefix, asked.after, asked.limit)
    return {"items": items, "next": following}


@router.get("/datastores/{name}/file/{path:path}", summary="One file of remote storage")
def file(request: Call, name: str, path: str) -> HttpResponseBase:
    size, pieces = files.read(_one(request, name), path)
    answer = attached(streamed(pieces, content_type="application/octet-stream"), path.rsplit("/", 1)[-1])
    if size:
        answer["Content-Length"] = str(size)
    return answer


@router.post(
    "/datastores/{name}/files", response=Stored, auth=contributor, summary="Files into remote storage, as parts named by their path"
)
def upload(request: Call, name: str, overwrite: bool = False):
    store = _one(request, name)
    parts = {path: part for path, part in request.FILES.items() if isinstance(part, UploadedFile)}
    stored = [path for path, part in parts.items() if files.write(store, path, part, overwrite)]
    return {"stored": stored, "kept": [path for path in parts if path not in stored]}


def _one(request: Call, name: str) -> Datastore:
    return one(request.auth.workspace.datastores.select_related("created_by").filter(name=name), f"datastore {name}")


def told(store: Datastore) -> dict:
    return {
        **{name: getattr(store, name) for name in ("name", "kind", "url", "is_default", "created")},
        "credentials": sorted(addresses.secrets_of(store.protocol, store.secrets)),
        "created_by": str(store.created_by) if store.created_by else None,
    }
