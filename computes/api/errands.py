"""What a worker is asked to do on a compute target, and how far it is."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Router, Schema, Status

from computes import administering
from computes.api.finding import a_target
from computes.models import Errand
from computes.registering.asking import ask_for_check
from studio.api.authentication import Call, owner, reader
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
    target: str
    kind: str
    state: str = Field(description="waiting, running, done or failed.")
    trouble: str
    steps: list[Step]
    answer: dict[str, Any]
    created: datetime
    ended: datetime | None


class NewErrand(Schema):
    kind: Literal["check", "usage", "clean", "upgrade"]
    what: list[str] = Field([], description="What to clean: names of the parts that `usage` tells.")


@router.post("/targets/{name}/errands", response={201: ErrandFacts}, auth=owner, summary="Ask a worker for something on a compute target")
def ask(request: Call, name: str, wanted: NewErrand):
    target, user = a_target(request, name), request.auth.user
    acts = {
        "check": lambda: ask_for_check(target, user),
        "usage": lambda: administering.ask_usage(target, user),
        "clean": lambda: administering.ask_clean(target, user, what=wanted.what),
        "upgrade": lambda: administering.ask_upgrade(target, user),
    }
    return Status(201, told(acts[wanted.kind]()))


@router.get("/targets/{name}/errands/{id}", response=ErrandFacts, summary="How far an errand is")
def errand(request: Call, name: str, id: int):
    return told(one(a_target(request, name).errands.select_related("target").filter(pk=id), f"errand {id} on {name}"))


def told(errand: Errand) -> dict:
    own = ("kind", "state", "trouble", "steps", "answer", "created", "ended")
    return {"id": errand.pk, "target": errand.target.name, **{name: getattr(errand, name) for name in own}}
