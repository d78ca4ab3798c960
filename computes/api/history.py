"""What happened to a compute target: acts, outages, and how busy it was."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from ninja import Field, Query, Router, Schema

from computes.api.finding import a_target
from studio.api.authentication import Call, reader
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["compute targets"])


class ActFacts(Schema):
    at: datetime
    by: str | None
    kind: str
    text: str


class OutageFacts(Schema):
    began: datetime
    ended: datetime | None = Field(description="Null while it lasts.")
    reason: str


class SampleFacts(Schema):
    """Shares from 0 to 1; null where the target did not answer."""

    at: datetime
    load: float | None
    memory: float | None
    disk: float | None
    latency: float | None = Field(description="Milliseconds.")
    gpus: list[dict[str, Any]]


class AskedSamples(Schema):
    hours: float = Field(3.0, gt=0, le=24 * 31)


@router.get("/targets/{name}/acts", response=Page[ActFacts], summary="What people did to a compute target, newest first")
def acts(request: Call, name: str, asked: Query[Asked]):
    return page(a_target(request, name).acts.select_related("by"), asked, _act)


@router.get("/targets/{name}/outages", response=Page[OutageFacts], summary="When a compute target did not answer")
def outages(request: Call, name: str, asked: Query[Asked]):
    return page(a_target(request, name).outages.all(), asked, lambda outage: outage)


@router.get("/targets/{name}/samples", response=list[SampleFacts], summary="How busy a compute target was, oldest first")
def samples(request: Call, name: str, asked: Query[AskedSamples]):
    return a_target(request, name).samples.filter(at__gt=timezone.now() - timedelta(hours=asked.hours))


def _act(act) -> dict:
    return {"at": act.at, "by": act.by and str(act.by), "kind": act.kind, "text": act.text}
