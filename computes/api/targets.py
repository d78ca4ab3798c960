from datetime import datetime

from django.core.exceptions import ValidationError
from ninja import Query, Router, Schema

from computes.forms.slots import SlotsForm
from computes.models import Target
from studio import doorbell
from studio.api.authentication import Call, owner, reader
from studio.api.finding import one
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["compute targets"])


class TargetFacts(Schema):
    name: str
    kind: str
    slots: int
    healthy: bool
    reached: datetime | None
    unreachable: datetime | None
    trouble: str
    health: dict


class TargetChange(Schema):
    slots: int


@router.get("/targets", response=Page[TargetFacts], summary="The compute targets")
def targets(request: Call, asked: Query[Asked]):
    return page(request.auth.workspace.targets.all(), asked, lambda target: target)


@router.get("/targets/{name}", response=TargetFacts, summary="One compute target")
def target(request: Call, name: str):
    return _find(request, name)


@router.patch("/targets/{name}", response=TargetFacts, auth=owner, summary="Change how many runs a target takes at once")
def change(request: Call, name: str, wanted: TargetChange):
    form = SlotsForm(wanted.dict(), instance=_find(request, name))
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    found = _find(request, name)
    Target.objects.filter(pk=found.pk).update(slots=wanted.slots)
    doorbell.ring_on_commit(doorbell.work(found.pk), doorbell.target(found.pk))
    return _find(request, name)


def _find(request: Call, name: str) -> Target:
    return one(Target.objects.filter(workspace=request.auth.workspace_id, name=name), f"compute target {name}")
