"""Metric series as charts want them."""

from collections.abc import Iterator
from itertools import groupby, pairwise

import numpy as np
from django.db.models import F, Max

from runs.models import Metric, MetricChunk, Run

POINTS = 2_000  # of one series in a first answer; beyond that, least and greatest of each bucket
CHUNKS = 500  # in one message
POINTS_TOLD = 50_000  # in one message


def known(run: Run, cursor: int) -> dict[str, int]:
    """How many points of each series somebody has who has all that came up to `cursor`."""
    counts = MetricChunk.objects.filter(run=run, pk__lte=cursor).values("metric__name").annotate(count=Max(F("start") + F("count")))
    return {row["metric__name"]: row["count"] for row in counts}


def since(run: Run, cursor: int, have: dict[str, int]) -> tuple[int, dict]:
    """What came after `cursor` that is not in `have`: the new cursor, and {name: {start, steps, values, times}}.

    `have` counts the points known of each series, and is moved on. A finished run's chunks are joined to one of a higher
    number: whoever watched from the beginning is not told the same points again. At most POINTS_TOLD at a time."""
    found: dict[str, list] = {}
    room = POINTS_TOLD
    chunks = MetricChunk.objects.filter(run=run, pk__gt=cursor).order_by("pk").select_related("metric")[:CHUNKS]
    for chunk in chunks:
        name = chunk.metric.name
        first = min(max(0, have.get(name, 0) - chunk.start), chunk.count)
        last = min(chunk.count, first + room)
        if first < last:
            found.setdefault(name, []).append((chunk, first, last))
            have[name], room = chunk.start + last, room - (last - first)
        if last < chunk.count:
            break
        cursor = chunk.pk
    return cursor, {name: _told_parts(parts) for name, parts in found.items()}


def overview(run: Run) -> dict:
    """Every series, each in at most about POINTS points: {cursor, series: {name: {start, steps, values, times, count, whole}}}.

    `start` is the index where live points go on; `whole` says that nothing was left out."""
    cursor, found = 0, {}
    chunks = MetricChunk.objects.filter(run=run).select_related("metric").order_by("metric__name", "start")
    # One series at a time: a memory holds the longest, never all of them.
    for name, parts in groupby(chunks.iterator(100), key=lambda chunk: chunk.metric.name):
        whole = list(parts)
        cursor, found[name] = max(cursor, *(chunk.pk for chunk in whole), 0), _reduced(whole)
    return {"cursor": cursor, "series": found}


def series(run: Run, name: str) -> dict:
    """One series with all its points."""
    return _joined(list(MetricChunk.objects.filter(run=run, metric__name=name).order_by("start")))


def csv(metric: Metric) -> Iterator[bytes]:
    """Every point of a metric as lines `metric,index,step,value,time`, a chunk at a time."""
    # A spreadsheet runs a cell that begins like a formula; the name of a metric is the script's choice.
    name = "'" + metric.name if metric.name[:1] in "=+-@\t\r" else metric.name
    quoted = '"' + name.replace('"', '""') + '"'
    index = 0
    while chunk := _chunk_at(metric, index):
        columns = [column[index - chunk.start :].tolist() for column in _arrays([chunk])]
        points = zip(*columns, strict=True)
        lines = [f"{quoted},{i},{step:.15g},{value!r},{time:.6f}\r\n" for i, (step, value, time) in enumerate(points, index)]
        yield "".join(lines).encode()
        index = chunk.start + chunk.count


def _chunk_at(metric: Metric, index: int) -> MetricChunk | None:
    """The chunk that holds a point. Asked for one by one: chunks may be joined to one while they are read."""
    found = metric.chunks.filter(start__lte=index).order_by("-start").first()
    return found if found and found.start + found.count > index else None


def _told_parts(parts: list[tuple[MetricChunk, int, int]]) -> dict:
    arrays = [[column[first:last] for column in _arrays([chunk])] for chunk, first, last in parts]
    chunk, first, _ = parts[0]
    return {"start": chunk.start + first, **_listed(*(np.concatenate(columns) for columns in zip(*arrays, strict=True)))}


def _joined(parts: list[MetricChunk]) -> dict:
    steps, values, times = _arrays(parts)
    return {"start": parts[0].start if parts else 0, **_listed(steps, values, times)}


def _reduced(parts: list[MetricChunk]) -> dict:
    steps, values, times = _arrays(parts)
    count = len(values)
    kept = _spikes_kept(values) if count > POINTS else slice(None)
    return {"start": 0, **_listed(steps[kept], values[kept], times[kept]), "count": count, "whole": count <= POINTS}


def _arrays(parts: list[MetricChunk]) -> list[np.ndarray]:
    columns = ("steps", "values_packed", "times")
    return [np.concatenate([np.frombuffer(bytes(getattr(part, column)), "<f8") for part in parts] or [np.zeros(0)]) for column in columns]


def _spikes_kept(values: np.ndarray) -> np.ndarray:
    """Indices of the least and the greatest value of each of POINTS / 2 buckets, and of what is not finite."""
    edges = np.linspace(0, len(values), POINTS // 2 + 1).astype(int)
    finite = np.where(np.isfinite(values), values, 0.0)
    low = [start + int(np.argmin(finite[start:stop])) for start, stop in pairwise(edges)]
    high = [start + int(np.argmax(finite[start:stop])) for start, stop in pairwise(edges)]
    odd = np.flatnonzero(~np.isfinite(values))[:POINTS]
    return np.unique(np.concatenate([low, high, odd, [0, len(values) - 1]]).astype(int))


def _listed(steps: np.ndarray, values: np.ndarray, times: np.ndarray) -> dict:
    return {
        "steps": np.nan_to_num(steps).tolist(),
        "values": [told(value) for value in values.tolist()],
        "times": np.nan_to_num(times).tolist(),
    }


def told(value: float):
    """JSON has no NaN and no infinity: they travel as words."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value
