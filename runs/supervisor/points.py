"""metrics.jsonl into packed chunks and summaries."""

import math
from dataclasses import dataclass, field

import numpy as np
import orjson

from runs.models import Metric, MetricChunk, Run

from .clock import OURS, Clock

SUMMARY = ("count", "last", "last_step", "minimum", "maximum", "odd")
ODD = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
CHUNK_POINTS = 50_000  # of a joined chunk: few rows to read, and none that weighs on a memory
NAMES = 2_000  # different metric names of one run; more are left in the file


@dataclass
class Column:
    steps: list = field(default_factory=list)
    values: list = field(default_factory=list)
    times: list = field(default_factory=list)


def parse(lines: bytes) -> dict[str, Column]:
    """Points by metric name, in order. Lines that are no points (parameters, rubbish) are passed over."""
    columns: dict[str, Column] = {}
    for fact in _facts(lines):
        if not isinstance(fact, dict) or "n" not in fact:
            continue
        value, name = fact.get("v"), fact["n"]
        value = ODD.get(value, value) if isinstance(value, str) else value
        if not isinstance(value, (int, float)) or not isinstance(name, str):
            continue
        # PostgreSQL stores no NUL, and a script may write anything: words where numbers belong, too.
        name = name[:250].replace("\0", "\ufffd")
        column = columns.get(name) or columns.setdefault(name, Column())
        column.steps.append(_number(fact.get("s"), None))
        column.values.append(value)
        column.times.append(_number(fact.get("t"), 0.0))
    return columns


def _number(value, otherwise):
    return value if isinstance(value, (int, float)) else otherwise


def _facts(lines: bytes) -> list:
    # One parse of all lines as an array is four times as fast as a call a line; one bad line sends us the slow way.
    try:
        return orjson.loads(b"[" + lines.rstrip(b"\n").replace(b"\n", b",") + b"]")
    except orjson.JSONDecodeError:
        return [fact for line in lines.split(b"\n") if (fact := _fact(line)) is not None]


def _fact(line: bytes):
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


class Series:
    """The metrics of one run, with their summaries in memory."""

    def __init__(self, run: Run, clock: Clock = OURS):
        self.run, self.clock = run, clock
        self.metrics = {metric.name: metric for metric in Metric.objects.filter(run=run)}

    def store(self, lines: bytes) -> None:
        """Inside the transaction that moves the cursor: each point is stored once."""
        columns = {name: column for name, column in parse(lines).items() if self._metric(name)}
        chunks = [self._chunk(self.metrics[name], column) for name, column in columns.items()]
        MetricChunk.objects.bulk_create(chunks)
        for name in columns:
            metric = self.metrics[name]
            Metric.objects.filter(pk=metric.pk).update(**{field: getattr(metric, field) for field in SUMMARY})

    def _metric(self, name: str) -> Metric | None:
        if name not in self.metrics and len(self.metrics) < NAMES:
            self.metrics[name] = Metric.objects.get_or_create(run=self.run, name=name)[0]
        return self.metrics.get(name)

    def _chunk(self, metric: Metric, column: Column) -> MetricChunk:
        start, count = metric.count, len(column.values)
        # A point without a step has its place in the series for one, as Azure ML's charts do.
        steps = np.array([start + i if step is None else step for i, step in enumerate(column.steps)], "<f8")
        values, times = np.array(column.values, "<f8"), np.array(column.times, "<f8") - self.clock.skew
        _summarise(metric, steps, values)
        packed = {"steps": steps.tobytes(), "values_packed": values.tobytes(), "times": times.tobytes()}
        return MetricChunk(metric=metric, run=self.run, start=start, count=count, **packed)


def _summarise(metric: Metric, steps: np.ndarray, values: np.ndarray) -> None:
    finite = values[np.isfinite(values)]
    if finite.size:
        metric.minimum = min(float(finite.min()), math.inf if metric.minimum is None else metric.minimum)
        metric.maximum = max(float(finite.max()), -math.inf if metric.maximum is None else metric.maximum)
    last = float(values[-1])
    metric.last = last if math.isfinite(last) else None
    metric.odd = "" if math.isfinite(last) else "NaN" if math.isnan(last) else "Infinity" if last > 0 else "-Infinity"
    metric.last_step, metric.count = float(steps[-1]), metric.count + values.size


def compact(run: Run) -> None:
    """What a long run left in thousands of rows is joined to a few large ones, which are read much faster."""
    for metric in Metric.objects.filter(run=run):
        starts = metric.chunks.order_by("start").values_list("start", "count")
        for first, last in _joinable(list(starts)):
            _join(metric, first, last)


def _joinable(chunks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last `start` of neighbours that make up one large chunk together."""
    groups: list[list[int]] = []
    points = CHUNK_POINTS
    for start, count in chunks:
        if points + count > CHUNK_POINTS:
            groups.append([start, start])
            points = 0
        groups[-1][1] = start
        points += count
    return [(first, last) for first, last in groups if first != last]


def _join(metric: Metric, first: int, last: int) -> None:
    parts = list(metric.chunks.filter(start__gte=first, start__lte=last).order_by("start"))
    columns = ("steps", "values_packed", "times")
    whole = {column: b"".join(bytes(getattr(part, column)) for part in parts) for column in columns}
    count = sum(part.count for part in parts)
    metric.chunks.filter(start__gte=first, start__lte=last).delete()
    MetricChunk.objects.create(metric=metric, run=metric.run, start=first, count=count, **whole)
