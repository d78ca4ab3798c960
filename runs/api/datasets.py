from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Query, Router, Schema, Status

from runs.data import registering
from runs.models import Dataset
from studio.api.authentication import Call, contributor, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["data sets"])


class DatasetFacts(Schema):
    id: UUID
    name: str
    version: int
    kind: str
    datastore: str
    path: str
    description: str
    tags: dict[str, Any]
    created_by: str | None
    created: datetime


class NewDataset(Schema):
    name: str
    datastore: str | None = Field(None, description="The default datastore where null.")
    path: str = Field("", description="A folder or file in it; empty for its root.")
    kind: str = Field("file", pattern="^(file|tabular)$")
    description: str = ""
    tags: dict[str, str] = {}


@router.get("/datasets", response=Page[DatasetFacts], summary="The data sets, each in its newest version")
def datasets(request: Call, asked: Query[Asked]):
    return page(_mine(request).newest(), asked, told)


@router.post("/datasets", response={201: DatasetFacts}, auth=contributor, summary="Register a data set, or its next version")
def register(request: Call, wanted: NewDataset):
    return Status(201, told(registering.register(request.auth.workspace, request.auth.user, **wanted.dict())))


@router.get("/datasets/{name}", response=DatasetFacts, summary="The newest version of a data set, or ?version=")
def dataset(request: Call, name: str, version: int | None = Query(None, ge=0, le=2**31 - 1)):
    found = _mine(request).filter(name=name).order_by("-number")
    return told(one(found if version is None else found.filter(number=version), f"data set {name}"))


@router.get("/datasets/{name}/versions", response=Page[DatasetFacts], summary="All versions, newest first")
def versions(request: Call, name: str, asked: Query[Asked]):
    return page(_mine(request).filter(name=name), asked, told)


def _mine(request: Call):
    return Dataset.objects.filter(workspace=request.auth.workspace_id).select_related("datastore", "created_by")


def told(dataset: Dataset) -> dict:
    return {
        **{name: getattr(dataset, name) for name in ("name", "kind", "path", "description", "tags", "created")},
        "id": dataset.key,
        "version": dataset.number,
        "datastore": dataset.datastore.name,
        "created_by": str(dataset.created_by) if dataset.created_by else None,
    }
