"""How far a sweep is: its trials counted, its budget, and when it is likely to end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.utils import timezone

from runs.models import Sweep
from runs.sweeps.listing import Row
from runs.sweeps.sampling import size
from runs.sweeps.values import space_from

OVER = ("completed", "stopped", "failed", "canceled")
LOOKED_AT = 50  # of the trials that ended last: earlier ones say less of the next


@dataclass(frozen=True)
class Progress:
    """`total`: how many trials it may come to, a grid's size where that is less. `silent`: how many are over without the primary metric."""

    total: int
    begun: int
    counts: dict[str, int]  # by standing: waiting, active, completed, stopped, failed, canceled
    silent: int
    ends: datetime | None  # an estimate, None where there is nothing to go by

    @property
    def over(self) -> int:
        return sum(self.counts[each] for each in OVER)

    @property
    def left(self) -> int:
        return max(0, self.total - self.over)

    @property
    def remaining(self) -> float | None:
        """Seconds to the estimated end."""
        return max(0.0, (self.ends - timezone.now()).total_seconds()) if self.ends else None

    @property
    def shares(self) -> list[tuple[str, float, float]]:
        """(standing, x, width) in percent of the whole budget, for a bar."""
        placed, x, whole = [], 0.0, max(self.total, self.begun, 1)
        for each in (*OVER, "active", "waiting"):
            width = 100 * self.counts[each] / whole
            placed += [(each, round(x, 3), round(width, 3))] if width else []
            x += width
        return placed


def of(sweep: Sweep, found: Sequence[Row]) -> Progress:
    """`found`: all rows of its trials."""
    counts = Counter(row.standing for row in found)
    total = _total(sweep, len(found))
    kept = {each: counts[each] for each in (*OVER, "active", "waiting")}
    over = sum(kept[each] for each in OVER)
    ends = None if sweep.run.final or sweep.paused else _ends(sweep, found, max(0, total - over))
    return Progress(total, len(found), kept, sum(row.silent for row in found), ends)


def _total(sweep: Sweep, begun: int) -> int:
    if sweep.exhausted or sweep.run.final:
        return begun if sweep.exhausted else max(begun, sweep.max_total)
    points = size(space_from(sweep.space)) if sweep.definition["sampling"]["kind"] == "grid" else None
    return max(begun, min(sweep.max_total, points or sweep.max_total))


def _ends(sweep: Sweep, found: Sequence[Row], left: int) -> datetime | None:
    """At the pace of the trials that ended last, in as many slots as are at work now."""
    now = timezone.now()
    ended = sorted((row for row in found if row.seconds is not None), key=lambda row: row.ended or now)[-LOOKED_AT:]
    at_work = [(now - row.started).total_seconds() for row in found if row.standing == "active" and row.started]
    if not ended or not at_work:
        return sweep.deadline
    usual = median(row.seconds or 0 for row in ended)
    done = sum(min(each, usual) for each in at_work)
    estimate = now + timedelta(seconds=max(0.0, left * usual - done) / len(at_work))
    return min(estimate, sweep.deadline) if sweep.deadline else estimate
