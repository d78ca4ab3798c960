"""What `Run.move` does, for many runs at once: two statements instead of thousands."""

from collections.abc import Iterable

from django.utils import timezone

from studio.models import User

from .event import Event
from .run import Run
from .state import FINAL, State


def move_many(runs: Iterable[tuple[int, str]], to: State, reason: str = "", by: User | None = None, **fields) -> None:
    """Take these runs, each with the state it is in, to state `to`, and write the Event of each.

    Inside a transaction in which nobody else may move them, and from states that `to` may follow. Rings no bell."""
    found, now = list(runs), timezone.now()
    ended = {"ended": now} if to in FINAL else {}
    Run.objects.filter(pk__in=[pk for pk, _ in found]).update(state=to, since=now, reason=reason, **ended, **fields)
    Event.objects.bulk_create(
        [Event(run_id=pk, at=now, kind="state", before=state, after=to, text=reason, by=by) for pk, state in found], batch_size=500
    )
