"""What waits for a compute target: moved to another one, or cancelled."""

from ninja import Field, Router, Schema

from computes.models import Target
from runs import moving
from studio.api.authentication import Call, owner
from studio.api.finding import one

router = Router(auth=owner, tags=["compute targets"])


class Wanted(Schema):
    runs: list[str] | None = Field(None, max_length=10_000, description="Keys of those that are meant; all that wait where null.")


class Move(Wanted):
    to: str


class Moved(Schema):
    runs: list[str] = Field(description="Keys of those that wait for the other target now.")
    refused: dict[str, str] = Field(description="Keys of those that stay, each with the reason.")


class Cancelled(Schema):
    cancelled: int


@router.post("/targets/{name}/moves", response=Moved, summary="Send what waits for a compute target to another one")
def move(request: Call, name: str, wanted: Move):
    moved = moving.move_waiting(_target(request, name), _target(request, wanted.to), request.auth, wanted.runs)
    return {"runs": [run.key for run in moved.runs], "refused": {run.key: sentence for run, sentence in moved.refused}}


@router.post("/targets/{name}/cancellations", response=Cancelled, summary="Cancel what waits for a compute target")
def cancel(request: Call, name: str, wanted: Wanted):
    return {"cancelled": moving.cancel_waiting(_target(request, name), request.auth, wanted.runs)}


def _target(request: Call, name: str) -> Target:
    return one(request.auth.workspace.targets.filter(name=name), f"compute target {name}")
