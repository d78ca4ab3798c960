from collections.abc import Iterator

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from runs import charts
from runs import records as stored
from runs.models import Metric, Run
from runs.views.run import page
from runs.views.streaming import attached, streamed
from studio.access import MemberRequest, for_role

SKELETONS = 12  # charts that a first screen holds
LISTED = 500  # records, for browsers without JavaScript


@for_role("reader")
def metrics(request: MemberRequest, key: str) -> HttpResponse:
    """The charts, which charts.js draws from `data` and lets grow, and records.js all that is no number."""
    run = page.find(request, key)
    head = page.head(run)
    records = run.records.defer("value")[:LISTED]
    return page.show(request, "metrics", head, metrics=run.metrics.all()[:SKELETONS], records=records, **_files(request, run))


def _files(request: MemberRequest, run: Run) -> dict[str, str]:
    """Where images are: a child's are among the files of the run that it lives in."""
    place = [request.workspace.slug, stored.root(run).key, "x"]
    return {"image_url": reverse("run_output_image", args=place)[:-1], "file_url": reverse("run_output_file", args=place)[:-1]}


@for_role("reader")
def data(request: MemberRequest, key: str) -> HttpResponseBase:
    """Series as JSON: all of them thinned out, or one whole with ?name=. With ?format=csv all points, as a file."""
    run = page.find(request, key)
    name = request.GET.get("name")
    if name is not None and not run.metrics.filter(name=name).exists():
        raise Http404(f"{run} has no metric {name}.")
    if request.GET.get("format") == "csv":
        return _csv(run, name)
    return JsonResponse(charts.overview(run) if name is None else charts.series(run, name))


def _csv(run: Run, name: str | None) -> StreamingHttpResponse:
    chosen = run.metrics.all() if name is None else run.metrics.filter(name=name)
    response = streamed(_rows(list(chosen)), content_type="text/csv; charset=utf-8")
    return attached(response, f"{run.key}-{name or 'metrics'}.csv")


def _rows(chosen: list[Metric]) -> Iterator[bytes]:
    yield b"metric,index,step,value,time\r\n"
    for metric in chosen:
        yield from charts.csv(metric)
