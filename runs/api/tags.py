from ninja import Field, Router, Schema

from runs.api.finding import a_run
from runs.api.runs import RunFacts, one_run
from studio.api.authentication import Call, contributor

router = Router(auth=contributor, tags=["runs"])


class Change(Schema):
    tags: dict[str, str | None] = Field({}, description="Set; null is a tag without a value.")
    remove: list[str] = Field([], description="Tags to take away.")


@router.patch("/runs/{key}", response=RunFacts, summary="Tag a run")
def change(request: Call, key: str, wanted: Change):
    a_run(request, key).retag(wanted.tags, wanted.remove, by=request.auth.user)
    return one_run(request, key)
