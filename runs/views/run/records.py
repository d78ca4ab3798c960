from collections.abc import Iterator

import orjson
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from runs import chart_data
from runs import records as stored
from runs.models import Record
from runs.views.run import page
from runs.views.streaming import attached, streamed
from studio.access import MemberRequest, for_role
from studio.keys import key as number

ROWS = 100  # of a page


@for_role("reader")
def data(request: MemberRequest, key: str) -> JsonResponse:
    """Everything but numbers that the run logged, as the websocket's `records` tells it."""
    run = page.find(request, key)
    cursor, found = stored.since(run, 0, {})
    return JsonResponse({"cursor": cursor, "records": found, "over": run.final})


@for_role("reader")
def record(request: MemberRequest, key: str, pk: int) -> HttpResponseBase:
    """One record on a page of its own, ?from= the first row shown; with ?format=csv or json all of it, as a file."""
    run = page.find(request, key)
    found = get_object_or_404(run.records, pk=pk)
    wanted = request.GET.get("format")
    if wanted in FILES:
        return attached(FILES[wanted](found), f"{run.key}-{found.name}.{wanted}")
    return _page(request, run, found)


def _page(request: MemberRequest, run, found: Record) -> HttpResponse:
    first = number(request.GET.get("from")) or 0
    if found.value is None:
        count, columns = found.count, found.columns
        first = min(first, max(0, count - 1))
        rows = stored.rows(found, first, ROWS)
    else:
        columns, whole = chart_data.table(found)
        count, first = len(whole), min(first, max(0, len(whole) - 1))
        rows = whole[first : first + ROWS]
    places = {"first": first, "last": first + len(rows), "newer": max(0, first - ROWS) if first else None}
    places["older"] = first + ROWS if first + ROWS < count else None
    shown = {"record": found, "columns": columns, "rows": list(enumerate(rows, first)), "count": count}
    return page.show(request, "record", page.head(run), tab="run_metrics", **shown, **places)


def _csv(record: Record) -> HttpResponseBase:
    return streamed(stored.csv(record), content_type="text/csv; charset=utf-8")


def _json(record: Record) -> HttpResponseBase:
    if record.value is not None:
        return HttpResponse(orjson.dumps(record.value), content_type="application/json")
    return streamed(_listed(record), content_type="application/json")


def _listed(record: Record) -> Iterator[bytes]:
    """A list of rows, each a dict; a row at a time, however many there are."""
    comma = b"[\n"
    for piece in stored.pieces(record):
        for row in piece:
            yield comma + orjson.dumps(dict(zip(record.columns, row, strict=True)))
            comma = b",\n"
    yield b"[]\n" if comma == b"[\n" else b"\n]\n"


FILES = {"csv": _csv, "json": _json}
