from datetime import datetime

from ninja import Query, Router, Schema

from runs.api.finding import a_run
from runs.models import Event
from studio.api.authentication import Call, reader
from studio.api.pages import Asked, Page, page

router = Router(auth=reader, tags=["runs"])


class EventFacts(Schema):
    at: datetime
    kind: str
    before: str
    after: str
    text: str
    data: dict
    by: str | None


@router.get("/runs/{key}/events", response=Page[EventFacts], summary="What happened to a run, newest first")
def events(request: Call, key: str, asked: Query[Asked]):
    return page(a_run(request, key).events.select_related("by"), asked, _told)


def _told(event: Event) -> dict:
    facts = {name: getattr(event, name) for name in ("at", "kind", "before", "after", "text", "data")}
    return {**facts, "by": str(event.by) if event.by else None}
