"""What a worker is asked to do on a compute target, and how far it is."""

from datetime import datetime
from typing import Any

from ninja import Field, Router, Schema

from computes.api.finding import a_target
from studio.api.authentication import Call, reader
from studio.api.finding import one

router = Router(auth=reader, tags=["compute targets"])


class Step(Schema):
    name: str
    title: str = ""
    state: str = Field(description="waiting, running, passed, warning, failed or skipped.")
    detail: str = ""
    way_out: str = ""
    seconds: float | None = None


class ErrandFacts(Schema):
    id: int
    kind: str
    state: str = Field(description="waiting, running, done or failed.")
    trouble: str
    steps: list[Step]
    answer: dict[str, Any]
    created: datetime
    ended: datetime | None


@router.get("/targets/{name}/errands/{id}", response=ErrandFacts, summary="How far an errand is")
def errand(request: Call, name: str, id: int):
    return one(a_target(request, name).errands.filter(pk=id), f"errand {id} on {name}")
