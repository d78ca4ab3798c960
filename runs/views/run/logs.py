from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from runs import logs as stored
from runs.models import Stream
from runs.views.run import page
from runs.views.streaming import attached, part_of_file
from studio.access import MemberRequest, for_role

LINES = 200  # that a page without JavaScript shows
MOST = 5_000  # lines in one window


@for_role("reader")
def logs(request: MemberRequest, key: str) -> HttpResponse:
    """The logs, ?stream= naming the one that is shown; log.js takes over from the last lines that stand there already."""
    run = page.find(request, key)
    head = page.head(run)
    streams = stored.streams(run)
    stream = _chosen(streams, request.GET.get("stream") or stored.first_choice(streams))
    window = stored.window(stream, -LINES, LINES)
    plain = [stored.plain(line) for line in window["lines"]]
    return page.show(request, "logs", head, streams=streams, stream=stream, window=window, plain=plain)


@for_role("reader")
def window(request: MemberRequest, key: str, stream: str) -> JsonResponse:
    """Lines ?line= (from 0; negative: from the end) and on, ?count= of them. See runs.logs.window for the answer."""
    found = _chosen(stored.streams(page.find(request, key)), stream)
    try:
        line, count = int(request.GET.get("line", 0)), int(request.GET.get("count", 500))
    except ValueError:
        return JsonResponse({"error": "`line` and `count` are whole numbers."}, status=400)
    return JsonResponse(stored.window(found, line, max(0, min(count, MOST))))


@for_role("reader")
def raw(request: MemberRequest, key: str, stream: str) -> HttpResponseBase:
    """The stored bytes as they are."""
    run = page.find(request, key)
    found = _chosen(stored.streams(run), stream)
    response = part_of_file(request, found.path, found.offset, "text/plain; charset=utf-8")
    return attached(response, f"{run.key}-{found.name}")


def _chosen(streams: list[Stream], name: str) -> Stream:
    for stream in streams:
        if stream.name == name:
            return stream
    raise Http404(f"This run has no log {name}.")
