"""What trials reported, from their points into their rows."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import F, Q

from runs.models import Metric, MetricChunk, State, Trial
from runs.sweeps.values import Goal, Objective

from .book import Book
from .fence import Fence

INTERVALS = 10_000  # that are kept of a trial: policies look no further
TOGETHER = 50  # metrics in one question
LATE = "It had ended by itself before the policy's word reached it."


def read(book: Book, objectives: Sequence[Objective], fence: Fence) -> None:
    """Bring the rows of the trials that were looked at up to date."""
    runs = {trial.run.pk: trial for trial in book.take_fresh() if trial.run}
    told: dict[int, dict[str, Metric]] = {}
    for metric in Metric.objects.filter(run__in=list(runs), name__in=[each.metric for each in objectives]):
        told.setdefault(metric.run_id, {})[metric.name] = metric
    packed = _packed([(lacked, trial) for pk, trial in runs.items() if (lacked := _behind(trial, told.get(pk, {}), objectives))])
    changes = {trial: change for pk, trial in runs.items() if (change := _change(trial, told.get(pk, {}), objectives, packed))}
    if changes:
        with fence.write():
            for trial, change in changes.items():
                _store(book, trial, change)


def _behind(trial: Trial, told: dict[str, Metric], objectives: Sequence[Objective]) -> Metric | None:
    """The primary metric, where the trial's row lacks some of it."""
    primary = told.get(objectives[0].metric)
    return primary if primary and primary.count > trial.reports else None


def _change(trial: Trial, told: dict[str, Metric], objectives: Sequence[Objective], packed: dict[int, bytes]) -> dict:
    """The fields of its row that are not what its metrics say. `packed`: what is new of each metric."""
    change: dict = {}
    if primary := _behind(trial, told, objectives):
        change = {"reports": primary.count, "reported": (bytes(trial.reported) + packed[primary.pk])[: INTERVALS * 8]}
    scores = [_best(told.get(each.metric), each.goal) for each in objectives]
    if scores != trial.scores:
        change |= {"scores": scores, "score": scores[0]}
    if trial.decision and trial.run and trial.run.state in (State.COMPLETED, State.FAILED):
        change["decision"] = None
    return change


def _packed(behind: list[tuple[Metric, Trial]]) -> dict[int, bytes]:
    """The values of each metric that its trial's row lacks. Chunks may have been joined meanwhile to ones that begin earlier."""
    found, have = {metric.pk: b"" for metric, _ in behind}, {metric.pk: len(trial.reported) // 8 for metric, trial in behind}
    for some in _parts(list(have.items())):
        lacking = reduce(or_, (Q(metric=pk, stop__gt=known) for pk, known in some))
        chunks = MetricChunk.objects.annotate(stop=F("start") + F("count")).filter(lacking, start__lt=INTERVALS)
        for pk, start, values in chunks.order_by("metric", "start").values_list("metric_id", "start", "values_packed"):
            found[pk] += bytes(values)[max(0, have[pk] + len(found[pk]) // 8 - start) * 8 :]
    return found


def _parts(pairs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    return [pairs[first : first + TOGETHER] for first in range(0, len(pairs), TOGETHER)]


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
