from django.core.exceptions import ValidationError
from django.db import transaction
from ninja import Field, Query, Router, Schema, Status

from computes import administering, registering
from computes.api import errands
from computes.api.errands import ErrandFacts
from computes.api.facts import TargetFacts, teller, whole
from computes.api.finding import a_target, seen_by
from computes.api.wanted import NewTarget, TargetChange, said
from computes.forms.targets import FORMS
from computes.models import Mode, Target
from studio.api.authentication import Call, owner, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page
from studio.models import User

router = Router(auth=reader, tags=["compute targets"])


class TargetsAsked(Asked):
    retired: bool = Field(False, description="Also those that were retired, which are kept for the history.")


class Detachment(Schema):
    clean: bool = Field(False, description="Leave the machine as it was found: a worker removes our folder there.")
    give_up: bool = Field(False, description="Also where the machine does not answer: what is there stays there.")


class Detached(Schema):
    errand: ErrandFacts | None = Field(description="The worker's part, where it has one.")


@router.get("/targets", response=Page[TargetFacts], summary="The compute targets")
def targets(request: Call, asked: Query[TargetsAsked]):
    rows = seen_by(request) if asked.retired else seen_by(request).exclude(mode=Mode.RETIRED)
    found = page(whole(rows), asked, lambda target: target)
    return {**found, "items": list(map(teller(found["items"], request.auth), found["items"]))}


@router.get("/targets/{name}", response=TargetFacts, summary="One compute target")
def target(request: Call, name: str):
    return one_target(request, name)


@router.post("/targets", response={201: TargetFacts}, auth=owner, summary="Register a compute target: a draft, whose check is asked for")
def new(request: Call, wanted: NewTarget):
    if wanted.kind not in FORMS:
        raise ValidationError({"kind": f"A compute target that is registered is of one of the kinds {', '.join(FORMS)}."})
    facts = said(wanted, request.auth)
    made = registering.register(
        request.auth.workspace, request.auth.user, wanted.name, wanted.kind, wanted.options, wanted.secrets, **facts
    )
    return Status(201, one_target(request, made.name))


@router.patch("/targets/{name}", response=TargetFacts, auth=owner, summary="Change a compute target")
def change(request: Call, name: str, wanted: TargetChange):
    found, user = a_target(request, name), request.auth.user
    with transaction.atomic():
        registering.change(found, user, wanted.options, wanted.secrets, **said(wanted, request.auth))
        _set_mode(found, wanted, user)
    return one_target(request, name)


@router.post("/targets/{name}/detachment", response=Detached, auth=owner, summary="Take a compute target out of the studio")
def detachment(request: Call, name: str, wanted: Detachment):
    errand = administering.detach(a_target(request, name), request.auth.user, wanted.clean, wanted.give_up)
    return {"errand": errand and errands.told(errand)}


def _set_mode(target: Target, wanted: TargetChange, user: User) -> None:
    mode = wanted.mode
    if target.mode == Mode.DRAFT and mode == "open":
        registering.open_up(target, user)
        mode = None
    if mode is not None:
        administering.set_mode(target, mode, user, wanted.note)
    elif wanted.note is not None:
        administering.set_note(target, wanted.note, user)


def one_target(request: Call, name: str) -> dict:
    """What is told of a target of the caller's workspace."""
    found = one(whole(seen_by(request)).filter(name=name), f"compute target {name}")
    return teller([found], request.auth)(found)
