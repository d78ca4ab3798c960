"""When the turn of a run usually comes: the queue played forward on what is known of how long its runs take. Pure, and never a guess.

What history does not know lasts for ever here, so whoever waits for it is told nothing; so do processes that are not ours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from .deciding import decide
from .values import Asker, Holder, Room

ENOUGH = 3  # finished runs, before they say what is usual
STEPS = 200  # ends of runs that are looked forward to


def usual(lengths: Sequence[float]) -> float | None:
    """How long such runs take, in seconds."""
    return median(lengths) if len(lengths) >= ENOUGH else None


def remaining(lengths: Sequence[float], elapsed: float) -> float | None:
    """How much longer one takes that runs for `elapsed` seconds: by those that took longer than that, if there are enough."""
    longer = [length for length in lengths if length > elapsed]
    return median(longer) - elapsed if len(longer) >= ENOUGH else None


def turns(line: Iterable[Asker], room: Room, left: Mapping[int, float], usually: Mapping[int, float]) -> dict[int, float]:
    """In how many seconds the turn of each comes, for those of whom it can be said.

    `left`: seconds that are left to runs that hold slots; `usually`: how long those take that wait. Whose run is in neither is not known."""
    waiting, now = list(line), 0.0
    ends, found = dict(left), dict[int, float]()
    for _ in range(STEPS):
        starts = decide(waiting, room).starts
        started = {start.asked.run for start in starts}
        found |= dict.fromkeys(started, now)
        ends |= {run: now + usually[run] for run in started if run in usually}
        room = replace(room, holders=(*room.holders, *(Holder(start.asked, start.gpus) for start in starts)))
        waiting = [asker for asker in waiting if asker.run not in started]
        held = [run for holder in room.holders if (run := holder.asked.run) in ends]
        if not waiting or not held:
            break
        now = min(ends[run] for run in held)
        room = replace(room, holders=tuple(holder for holder in room.holders if ends.get(holder.asked.run, now + 1) > now))
    return found
