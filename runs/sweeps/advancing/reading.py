"""What trials reported, from their points into their rows."""

from collections.abc import Sequence

from django.db.models import F

from runs.models import Metric, MetricChunk, State, Trial
from runs.sweeps.values import Goal, Objective

from .book import Book
from .fence import Fence

INTERVALS = 10_000  # that are kept of a trial: policies look no further
LATE = "It had ended by itself before the policy's word reached it."


def read(book: Book, objectives: Sequence[Objective], fence: Fence) -> None:
    """Bring the rows of the trials that were looked at up to date."""
    runs = {trial.run.pk: trial for trial in book.take_fresh() if trial.run}
    told: dict[int, dict[str, Metric]] = {}
    for metric in Metric.objects.filter(run__in=list(runs), name__in=[each.metric for each in objectives]):
        told.setdefault(metric.run_id, {})[metric.name] = metric
    changes = {trial: change for pk, trial in runs.items() if (change := _change(trial, told.get(pk, {}), objectives))}
    if changes:
        with fence.write():
            for trial, change in changes.items():
                _store(book, trial, change)


def _change(trial: Trial, told: dict[str, Metric], objectives: Sequence[Objective]) -> dict:
    """The fields of its row that are not what its metrics say."""
    primary = told.get(objectives[0].metric)
    change: dict = {}
    if primary and primary.count > trial.reports:
        kept = bytes(trial.reported)
        change = {"reports": primary.count, "reported": (kept + _packed(primary, len(kept) // 8))[: INTERVALS * 8]}
    scores = [_best(told.get(each.metric), each.goal) for each in objectives]
    if scores != trial.scores:
        change |= {"scores": scores, "score": scores[0]}
    if trial.decision and trial.run and trial.run.state in (State.COMPLETED, State.FAILED):
        change["decision"] = None
    return change


def _packed(metric: Metric, have: int) -> bytes:
    """Its values from the one after the first `have` on. Chunks may have been joined meanwhile to ones that begin earlier."""
    chunks = MetricChunk.objects.annotate(stop=F("start") + F("count")).filter(metric=metric, stop__gt=have, start__lt=INTERVALS)
    found = b""
    for chunk in chunks.order_by("start"):
        found += bytes(chunk.values_packed)[max(0, have + len(found) // 8 - chunk.start) * 8 :]
    return found


def _best(metric: Metric | None, goal: Goal) -> float | None:
    if metric is None:
        return None
    return metric.maximum if goal == Goal.MAXIMIZE else metric.minimum


def _store(book: Book, trial: Trial, change: dict) -> None:
    # Not onto another attempt: somebody may have asked for one in this moment.
    if not Trial.objects.filter(pk=trial.pk, run=trial.run).update(**change):
        return
    if "decision" in change and trial.run:
        trial.run.note("policy", LATE)
    for name, value in change.items():
        setattr(trial, name, value)
    book.put(trial)
