"""How busy a target was, as charts want it: few points, and a gap where it did not answer."""

from datetime import datetime, timedelta

import numpy as np
from django.utils import timezone

from computes.models import Target

POINTS = 300
LEAST = 30.0  # seconds of a point: twice the time between two samples, so that no point is without one by chance
SHARES = ("load", "memory", "disk", "latency")


def history(target: Target, hours: float) -> dict:
    """{"from", "to", "times", "load", "memory", "disk", "latency", "gpus": [{"index", "utilization", "memory"}], "outages": [[from, to]]}

    Times as words of the studio's own clock; values from 0 to 1 (a load may be above), latency in milliseconds; null is a gap. Each
    point is the mean of its stretch of time."""
    now = timezone.now()
    start = now - timedelta(hours=hours)
    rows = list(target.samples.filter(at__gte=start).values_list("at", *SHARES, "gpus"))
    stretches = _Stretches([row[0].timestamp() for row in rows], max(hours * 3600 / POINTS, LEAST))
    return {
        "from": _word(start),
        "to": _word(now),
        "times": stretches.words(),
        **{name: stretches.means([row[1 + at] for row in rows]) for at, name in enumerate(SHARES)},
        "gpus": _gpus([row[-1] for row in rows], stretches),
        "outages": _outages(target, start, now),
    }


class _Stretches:
    """Equal stretches of time with at least one sample, and one for each longer time without any."""

    def __init__(self, times: list[float], width: float) -> None:
        numbers = (np.array(times, "<f8") // width).astype(int)
        seen = np.unique(numbers)
        # One alone may be empty by chance; two in a row are a gap.
        gaps = seen[:-1][np.diff(seen) > 2] + 1
        self.numbers = np.union1d(seen, gaps)
        self.of_sample = np.searchsorted(self.numbers, numbers)
        self.width = width

    def words(self) -> list[str]:
        return [_word(datetime.fromtimestamp((number + 0.5) * self.width, timezone.get_current_timezone())) for number in self.numbers]

    def means(self, values: list) -> list[float | None]:
        told = np.array([np.nan if value is None else value for value in values], "<f8")
        known = ~np.isnan(told)
        sums = np.bincount(self.of_sample[known], told[known], len(self.numbers))
        counts = np.bincount(self.of_sample[known], minlength=len(self.numbers))
        return [round(total / count, 4) if count else None for total, count in zip(sums.tolist(), counts.tolist(), strict=True)]


def _gpus(rows: list[list[dict]], stretches: _Stretches) -> list[dict]:
    indexed = [{gpu["index"]: gpu for gpu in row} for row in rows]
    indexes = sorted({index for row in indexed for index in row})
    return [
        {"index": index, **{name: stretches.means([row.get(index, {}).get(name) for row in indexed]) for name in ("utilization", "memory")}}
        for index in indexes
    ]


def _outages(target: Target, start: datetime, now: datetime) -> list[list[str]]:
    overlapping = target.outages.filter(began__lt=now).exclude(ended__lt=start)[:POINTS]
    return [[_word(max(outage.began, start)), _word(outage.ended or now)] for outage in overlapping]


def _word(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"
