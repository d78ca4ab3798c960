from django.core.exceptions import ValidationError
from ninja import Field, Query, Router, Schema

from computes.api.facts import TargetFacts, teller, whole
from computes.api.finding import a_target, seen_by
from computes.forms.slots import SlotsForm
from computes.models import Mode, Target
from studio import doorbell
from studio.api.authentication import Call, owner, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["compute targets"])


class TargetsAsked(Asked):
    retired: bool = Field(False, description="Also those that were retired, which are kept for the history.")


class TargetChange(Schema):
    slots: int


@router.get("/targets", response=Page[TargetFacts], summary="The compute targets")
def targets(request: Call, asked: Query[TargetsAsked]):
    rows = seen_by(request) if asked.retired else seen_by(request).exclude(mode=Mode.RETIRED)
    found = page(whole(rows), asked, lambda target: target)
    return {**found, "items": list(map(teller(found["items"], request.auth), found["items"]))}


@router.get("/targets/{name}", response=TargetFacts, summary="One compute target")
def target(request: Call, name: str):
    return one_target(request, name)


@router.patch("/targets/{name}", response=TargetFacts, auth=owner, summary="Change how many runs a target takes at once")
def change(request: Call, name: str, wanted: TargetChange):
    form = SlotsForm(wanted.dict(), instance=a_target(request, name))
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    found = a_target(request, name)
    Target.objects.filter(pk=found.pk).update(slots=wanted.slots)
    doorbell.ring_on_commit(doorbell.work(found.pk), doorbell.target(found.pk))
    return one_target(request, name)


def one_target(request: Call, name: str) -> dict:
    """What is told of a target of the caller's workspace."""
    found = one(whole(seen_by(request)).filter(name=name), f"compute target {name}")
    return teller([found], request.auth)(found)
