from datetime import datetime
from typing import Any

from django.http import Http404
from ninja import Field, Query, Router, Schema

from runs import charts, records
from runs.api.finding import a_run
from runs.api.metrics import Value
from runs.models import Model, Run
from studio.api.authentication import Call, reader
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["records"])


class RecordFacts(Schema):
    """One named thing that a script logged besides numbers. Tables, lists, words and images have rows; of the others
    `metrics/all?name=` gives the data, as it was logged last."""

    name: str
    kind: str = Field(description="table, list, text, image, confusion_matrix, accuracy_table, residuals or predictions")
    description: str
    columns: list[str]
    count: int


class Rows(Schema):
    columns: list[str]
    start: int
    count: int = Field(description="Of the whole record.")
    rows: list[list[Any]]


class RowsAsked(Schema):
    kind: str = ""
    start: int = Field(0, ge=0, le=2**31 - 1)
    count: int = Field(1_000, ge=1, le=10_000)


class ModelFacts(Schema):
    name: str
    version: int
    run: str
    path: str
    description: str
    framework: str
    framework_version: str
    tags: dict[str, Any]
    properties: dict[str, Any]
    created: datetime


class ChildFacts(Schema):
    key: str
    number: int
    name: str
    state: str
    reason: str
    tags: dict[str, str | None]
    created: datetime
    started: datetime | None
    ended: datetime | None
    metrics: dict[str, Value] = Field(description="The last value of each of the first four metrics.")


@router.get("/runs/{key}/metrics/all", summary="Everything that a script logged, as get_metrics() of Azure ML gives it")
def everything(request: Call, key: str, name: str | None = None) -> dict[str, Any]:
    """A metric or word that was logged once is a value, otherwise a list; a table a dict of columns; a chart its data; an image its path."""
    return logged(a_run(request, key), name)


def logged(run: Run, name: str | None = None) -> dict[str, Any]:
    """What `everything` tells of a run."""
    only = {"name": name} if name is not None else {}
    found = {record.name: records.told_whole(record) for record in run.records.filter(**only)}
    for metric in run.metrics.filter(**only):
        values = charts.series(run, metric.name)["values"]
        found[metric.name] = values[0] if len(values) == 1 else values
    return found


@router.get("/runs/{key}/records", response=Page[RecordFacts], summary="Tables, lists, words, images and charts that a script logged")
def listed(request: Call, key: str, asked: Query[Asked]):
    return page(a_run(request, key).records.defer("value"), asked, lambda record: record)


@router.get("/runs/{key}/records/{path:name}/rows", response=Rows, summary="Rows of one of them, from `start` on")
def rows(request: Call, key: str, name: str, asked: Query[RowsAsked]):
    run = a_run(request, key)
    kind = {"kind": asked.kind} if asked.kind else {}
    record = run.records.filter(name=name, **kind).exclude(kind__in=records.VALUES).first()
    if record is None:
        raise Http404(f"The run {run.key} has no rows under the name {name}.")
    return {"columns": record.columns, "start": asked.start, "count": record.count, "rows": records.rows(record, asked.start, asked.count)}


@router.get("/runs/{key}/children", response=Page[ChildFacts], summary="The child runs of a run, newest first")
def children(request: Call, key: str, asked: Query[Asked]):
    return page(a_run(request, key).children.for_table(), asked, _child)


@router.get("/runs/{key}/models", response=Page[ModelFacts], summary="The models that a run registered")
def models(request: Call, key: str, asked: Query[Asked]):
    return page(a_run(request, key).models.select_related("run"), asked, _model)


def _child(run: Any) -> dict:
    own = ("key", "number", "name", "state", "reason", "tags", "created", "started", "ended")
    metrics = {metric.name: metric.odd or metric.last for metric in run.shown_metrics}
    return {**{name: getattr(run, name) for name in own}, "metrics": metrics}


def _model(model: Model) -> dict:
    own = ("name", "path", "description", "framework", "framework_version", "tags", "properties", "created")
    return {**{name: getattr(model, name) for name in own}, "version": model.number, "run": model.run.key}
