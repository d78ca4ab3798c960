from django.http import Http404
from ninja import Query, Router, Schema

from runs import charts
from runs.api.finding import a_run
from runs.api.runs import Value
from runs.models import Metric
from studio.api.authentication import Call, reader
from studio.api.pages import LARGEST_KEY, Asked, Page, page

router = Router(auth=reader, tags=["metrics"])


class MetricFacts(Schema):
    name: str
    count: int
    last: Value
    last_step: float | None
    minimum: float | None
    maximum: float | None


class Series(Schema):
    """Parallel lists. Where a script gave no step, it is the index of the point."""

    start: int
    steps: list[float]
    values: list[Value]
    times: list[float]


class News(Schema):
    cursor: int
    series: dict[str, Series]


@router.get("/runs/{key}/metrics", response=Page[MetricFacts], summary="The metrics of a run: last value, least, greatest, count")
def metrics(request: Call, key: str, asked: Query[Asked]):
    return page(a_run(request, key).metrics.all(), asked, _told)


@router.get("/runs/{key}/metrics/points", response=News, summary="The points that came after a cursor, of all metrics; 0 for the first")
def points(request: Call, key: str, cursor: int = Query(0, ge=0, le=LARGEST_KEY)):
    run = a_run(request, key)
    cursor, series = charts.since(run, cursor, charts.known(run, cursor))
    return {"cursor": cursor, "series": series}


@router.get("/runs/{key}/metrics/series", response=Series, summary="Every point of one metric")
def series(request: Call, key: str, name: str):
    run = a_run(request, key)
    if not run.metrics.filter(name=name).exists():
        raise Http404(f"The run {run.key} has no metric {name}.")
    return charts.series(run, name)


def _told(metric: Metric) -> dict:
    facts = ("name", "count", "last_step", "minimum", "maximum")
    return {**{name: getattr(metric, name) for name in facts}, "last": metric.odd or metric.last}
