"""Answers of any size, in pieces. Under ASGI a plain iterator would be read into memory whole before the first byte leaves."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from channels.db import database_sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

R = TypeVar("R", bound=HttpResponseBase)
PIECE = 256 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def streamed(pieces: Iterable[bytes], **options) -> StreamingHttpResponse:
    """`pieces` as they are made, one at a time, each made in a thread."""
    response = StreamingHttpResponse(_in_threads(iter(pieces)), **options)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def attached(response: R, name: str) -> R:
    """Make a browser save the answer as `name` instead of showing it."""
    response["Content-Disposition"] = content_disposition_header(True, re.sub(r"[\x00-\x1f\x7f/\\]", "_", name)) or "attachment"
    return response


def part_of_file(request: HttpRequest, file: Path, size: int, content_type: str) -> HttpResponseBase:
    """The first `size` bytes of a file, or the one range of them that is asked for (RFC 9110, section 14)."""
    bounds = _range(request.headers.get("Range", ""), size)
    if bounds is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, stop, partial = bounds
    response = streamed(_pieces(file, start, stop), content_type=content_type, status=206 if partial else 200)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(stop - start)
    if partial:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _range(header: str, size: int) -> tuple[int, int, bool] | None:
    """(start, stop, whether it is a part), or None when the range asked for lies outside. Several ranges: the whole."""
    found = RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return 0, size, False
    first, last = found.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
    return (start, stop, True) if start < stop else None


def _pieces(file: Path, start: int, stop: int) -> Iterator[bytes]:
    if start == stop:
        return
    with file.open("rb") as opened:
        opened.seek(start)
        while start < stop and (piece := opened.read(min(PIECE, stop - start))):
            start += len(piece)
            yield piece


async def _in_threads(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    make = database_sync_to_async(next, thread_sensitive=False)
    while (piece := await make(pieces, None)) is not None:
        yield piece
