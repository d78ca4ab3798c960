"""The queue of one target during a pass: lets runs have what is free, and tells the others what they wait for."""

import time
from collections.abc import Sequence

from computes.models import Target
from runs.models import Run, move_many
from runs.models.run_queryset import RunQuerySet
from runs.models.state import WAITING, State
from studio.models import User

from . import foretelling, line, looking, sentences
from .deciding import Clerk
from .history import History
from .line import Row
from .sentences import COUNTED
from .values import Room, Start, Told, Wait, Why

FRONT = 3 * COUNTED
SAID_AT_ONCE = 500  # of those who are not counted, in one pass
FORETOLD_SECONDS = 20.0
SEARCHED_SECONDS = 10.0


class Queue:
    def __init__(self, target: Target, fence):
        self.fence = fence
        self.history = History(target.pk)
        self.people: dict[int, str] = {}
        self.turns: dict[int, float] = {}
        self.foretold: tuple = ()  # for whom
        self.foretold_until = 0.0
        self.searched: tuple = ()  # what was found when it was looked for somebody further back
        self.searched_until = 0.0

    def admit(self, target: Target, held: Sequence[Run]) -> bool:
        """Whether any run was let in. `target` as its row is now; `held`: the runs that hold its slots."""
        rows = line.front(target.pk, FRONT)
        if not rows:
            return False
        on_gpus = looking.strangers(target, held)
        room = looking.room(target, held, on_gpus)
        starts, waits = self._decide(target, rows, room)
        reasons = self._reasons(target, rows, waits, room, looking.told(target, held, on_gpus, self._people(waits)), held)
        self._write(target, {start.asked.run: start for start in starts}, reasons)
        return bool(starts)

    def _decide(self, target: Target, rows: list[Row], room: Room) -> tuple[list[Start], list[Wait]]:
        """For the front all of it; further back only who may start."""
        clerk = Clerk(room)
        found = [clerk.look_at(row.asker) for row in rows]
        if len(rows) == FRONT and not clerk.over and self._may_search(room, rows[-1]):
            for row in line.beyond(target.pk, rows[-1], clerk):
                if isinstance(verdict := clerk.look_at(row.asker), Start):
                    found.append(verdict)
                if clerk.over:
                    break
        return [each for each in found if isinstance(each, Start)], [each for each in found if isinstance(each, Wait)]

    def _may_search(self, room: Room, last: Row) -> bool:
        """Thousands of rows are looked at anew when something changed, and now and then."""
        known = (room, last.run)
        if known == self.searched and time.monotonic() < self.searched_until:
            return False
        self.searched, self.searched_until = known, time.monotonic() + SEARCHED_SECONDS
        return True

    def _reasons(self, target: Target, rows: list[Row], waits: list[Wait], room: Room, told: Told, held: Sequence[Run]) -> dict[int, str]:
        """What is to be said anew, by run."""
        turns = self._foretell(rows, room, held)
        now = {row.run: row.reason if row.state == State.QUEUED else None for row in rows}
        far_back = sentences.far_back(told.target)
        said = {
            wait.asked.run: sentences.sentence(wait, room, told, turns.get(wait.asked.run)) if _counted(wait) else far_back
            for wait in waits
        }
        if len(rows) == FRONT:
            said |= {row.run: far_back for row in line.unsaid(target.pk, rows[-1], SAID_AT_ONCE)}
        return {run: reason for run, reason in said.items() if now.get(run) != reason}

    def _foretell(self, rows: list[Row], room: Room, held: Sequence[Run]) -> dict[int, float]:
        """In how many seconds whose turn comes. Worked out anew when line or room changed, and now and then."""
        counted = rows[: COUNTED + 1]
        whom = (tuple(row.run for row in counted), tuple(run.pk for run in held), room.closed, room.slots)
        if whom != self.foretold or time.monotonic() >= self.foretold_until:
            self.foretold, self.foretold_until = whom, time.monotonic() + FORETOLD_SECONDS
            left = self.history.left(held)
            self.turns = foretelling.turns([row.asker for row in counted], room, left, self.history.usually(counted)) if left else {}
        return self.turns

    def _people(self, waits: list[Wait]) -> dict[int, str]:
        """The names of those whom a sentence names."""
        named = {wait.asked.user for wait in waits if wait.why in (Why.USER_RUNS, Why.USER_GPUS) and _counted(wait)}
        if unknown := {user for user in named if user is not None and user not in self.people}:
            self.people |= {user.pk: str(user) for user in User.objects.filter(pk__in=unknown)}
        return self.people

    def _write(self, target: Target, starts: dict[int, Start], reasons: dict[int, str]) -> None:
        if not starts and not reasons:
            return
        far_back = sentences.far_back(target.name)
        behind = {run for run, reason in reasons.items() if reason == far_back and run not in starts}
        with self.fence.write():
            # Read again under the fence: a run may have been moved to another target, or cancelled, since we looked.
            here = Run.objects.filter(target=target, state__in=WAITING)
            for run in here.filter(pk__in=({*starts, *reasons}) - behind).order_by("pk"):
                if start := starts.get(run.pk):
                    run.move(State.PREPARING, gpus=list(start.gpus) if start.gpus else None)
                else:
                    _tell(run, reasons[run.pk])
            if behind:
                _tell_behind(here.select_for_update().filter(pk__in=behind), far_back)


def _counted(wait: Wait) -> bool:
    return wait.ahead <= COUNTED or wait.why == Why.BEYOND


def _tell(run: Run, reason: str) -> None:
    if run.state == State.NOT_STARTED:
        run.move(State.QUEUED, reason)
    else:
        run.wait_for(reason)


def _tell_behind(runs: RunQuerySet, reason: str) -> None:
    """All at once: whoever looks at one of them hears of it within a second by itself."""
    states = list(runs.values_list("pk", "state"))
    move_many([(pk, state) for pk, state in states if state == State.NOT_STARTED], State.QUEUED, reason)
    Run.objects.filter(pk__in=[pk for pk, state in states if state == State.QUEUED]).update(reason=reason)
