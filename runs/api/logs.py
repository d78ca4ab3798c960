"""Logs as bytes. With `wait` an answer is held back until there is something to tell: following a log costs one request a piece."""

import time

from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema

from runs import logs as stored
from runs.api.finding import a_run
from runs.api.hearing import hearing
from runs.models import Run, Stream
from runs.views.streaming import attached, part_of_file
from studio import doorbell
from studio.api.authentication import Call, reader
from studio.api.pages import LARGEST_KEY

router = Router(auth=reader, tags=["logs"])
MOST = 4 * 2**20


class LogFacts(Schema):
    name: str
    title: str
    size: int
    lines: int


class Part(Schema):
    offset: int = Query(..., ge=0, le=LARGEST_KEY)
    wait: float = Query(0, ge=0, le=30, description="Seconds to wait for more than nothing.")
    most: int = Query(2**20, ge=1, le=MOST, description="Bytes in one answer.")


@router.get(
    "/runs/{key}/logs", response=list[LogFacts], summary="The logs of a run: setup.log, then rank-0.log and those of more processes"
)
def logs(request: Call, key: str):
    found = stored.streams(a_run(request, key))
    return [{"name": stream.name, "title": stream.title, "size": stream.offset, "lines": stream.lines} for stream in found]


@router.get("/runs/{key}/logs/{name}", summary="A whole log, as it is; Range is understood")
def whole(request: Call, key: str, name: str) -> HttpResponseBase:
    run = a_run(request, key)
    stream = _stream(run, name)
    return attached(part_of_file(request, stream.path, stream.offset, "text/plain; charset=utf-8"), f"{run.key}-{stream.name}")


@router.get("/runs/{key}/logs/{name}/part", summary="Bytes of a log from an offset on, as soon as there are any")
async def part(request: Call, key: str, name: str, asked: Query[Part]) -> HttpResponse:
    """Headers of the answer: `X-Log-End` is the offset to ask for next, `X-Log-Size` how much the studio has, and `X-Log-Final`
    is `true` when the run is over and this answer ends the log."""
    run = await sync_to_async(a_run)(request, key)
    read = database_sync_to_async(_read, thread_sensitive=False)
    deadline = time.monotonic() + asked.wait
    # Listen first, then read: what grows in between rings.
    async with hearing(doorbell.run(run.pk)) as bell:
        while True:
            data, size, over = await read(run.pk, name, asked)
            if data or over or time.monotonic() >= deadline:
                return _answer(asked.offset + len(data), data, size, over)
            await bell.wait(min(1.0, deadline - time.monotonic()))


def _read(pk: int, name: str, asked: Part) -> tuple[bytes, int, bool]:
    """(bytes, stored size, whether nothing will come after what is stored). State before size: a run that is over has all its bytes."""
    run = Run.objects.get(pk=pk)
    over = run.final
    stream = _stream(run, name)
    return stored.read(stream, asked.offset, asked.most), stream.offset, over


def _answer(end: int, data: bytes, size: int, over: bool) -> HttpResponse:
    final = over and end >= size
    headers = {"X-Log-End": str(end), "X-Log-Size": str(size), "X-Log-Final": str(final).lower(), "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


def _stream(run: Run, name: str) -> Stream:
    for stream in stored.streams(run):
        if stream.name == name:
            return stream
    raise Http404(f"The run {run.key} has no log {name}.")
