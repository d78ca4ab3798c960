"""What a page can watch. A Watch knows which bells it hears and, past its own cursor, what its browser lacks."""

from django.db.models import Max
from django.shortcuts import get_object_or_404

from computes.models import Target
from runs import charts, logs
from runs.models import Event, MetricChunk, Run, Stream
from studio import access, doorbell
from studio.models import Member

PIECE = 256 * 1024  # bytes of a log in one message
BEHIND = 4 * 2**20  # a browser further behind than this is shown the end, and loads the rest when it scrolls


class Watch:
    """`read()` gives the next message for this browser, or None when it has everything."""

    bells: tuple[str, ...] = ()

    def read(self) -> dict | None:
        raise NotImplementedError


def open_watch(member: Member, message: dict) -> Watch:
    """The watch that `message` asks for. Http404 when this member may not see it, KeyError when there is no such thing."""
    access.check(member, "reader")
    kind = {"run": RunWatch, "runs": RunsWatch, "log": LogWatch, "metrics": MetricsWatch, "target": TargetWatch}[message["watch"]]
    return kind(member, message)


class Revised(Watch):
    """Tells that something changed, by a revision; the page then fetches the part it shows."""

    def __init__(self) -> None:
        self.seen = self.revision()

    def read(self) -> dict | None:
        now = self.revision()
        if now == self.seen:
            return None
        self.seen = now
        return {"changed": now}

    def revision(self) -> str:
        raise NotImplementedError


class RunWatch(Revised):
    def __init__(self, member: Member, message: dict):
        self.run = visible_run(member, message["id"])
        self.bells = (doorbell.run(self.run.pk),)
        super().__init__()

    def read(self) -> dict | None:
        news = super().read()
        return {**news, "state": self.seen.split("/")[0]} if news else None

    def revision(self) -> str:
        state, reason = Run.objects.values_list("state", "reason").get(pk=self.run.pk)
        return f"{state}/{_last_event(run=self.run.pk)}/{reason}"


class RunsWatch(Revised):
    def __init__(self, member: Member, message: dict):
        self.bells = (doorbell.runs(member.workspace_id),)
        super().__init__()

    def revision(self) -> str:
        # Of every workspace: two look-ups by key. Somebody else's run costs a refetch, and tells nothing.
        return f"{_last_event()}/{MetricChunk.objects.aggregate(last=Max('pk'))['last']}"


class TargetWatch(Revised):
    def __init__(self, member: Member, message: dict):
        self.target = get_object_or_404(Target, workspace=member.workspace, name=message["id"])
        self.bells = (doorbell.target(self.target.pk),)
        super().__init__()

    def revision(self) -> str:
        target = Target.objects.get(pk=self.target.pk)
        return f"{_last_event()}/{target.slots}/{target.unreachable}/{target.health.get('time')}"


class LogWatch(Watch):
    """A log from a byte offset on. A message holds whole characters: {offset, line, text, end, size, lines, skipped, final}.

    `line` is the index (from 0) of the line that `text` begins in or continues; `skipped` says that bytes before
    `offset` were left out because the browser was far behind: it finds them in the log's windows."""

    def __init__(self, member: Member, message: dict):
        self.run = visible_run(member, message["id"])
        self.name = str(message["stream"])
        self.bells = (doorbell.run(self.run.pk),)
        self.offset, self.line, self.told_end = max(0, int(message.get("offset", 0))), None, False

    def read(self) -> dict | None:
        stream = Stream.objects.filter(run=self.run, name=self.name).first()
        if stream is None or stream.offset <= self.offset:
            return self._last_word(stream)
        skipped = stream.offset - self.offset > BEHIND
        if skipped or self.line is None:
            self._start(stream, skipped)
        return self._piece(stream, skipped)

    def _start(self, stream: Stream, skipped: bool) -> None:
        if skipped:
            self.offset = logs.line_start(stream, stream.offset - PIECE)
        self.line = logs.line_at(stream, self.offset)

    def _piece(self, stream: Stream, skipped: bool) -> dict | None:
        over = self._over()
        text, end, breaks = logs.piece(stream, self.offset, PIECE, whole=over)
        if end == self.offset:
            return None  # half a character: the rest is on its way
        message = {"offset": self.offset, "line": self.line, "text": text, "end": end, "size": stream.offset, "lines": stream.lines}
        self.offset, self.line = end, self.line + breaks
        self.told_end = over and end == stream.offset
        return {**message, "skipped": skipped, "final": self.told_end}

    def _last_word(self, stream: Stream | None) -> dict | None:
        if self.told_end or not self._over():
            return None
        self.told_end = True
        size, lines = (stream.offset, stream.lines) if stream else (0, 0)
        return {"offset": size, "line": lines, "text": "", "end": size, "size": size, "lines": lines, "skipped": False, "final": True}

    def _over(self) -> bool:
        self.run.refresh_from_db(fields=["state"])
        return self.run.final


class MetricsWatch(Watch):
    """Points from a cursor on: {cursor, series: {name: {start, steps, values, times}}}; `start` is the index of the first
    point in its series, by which a browser knows what it has already."""

    def __init__(self, member: Member, message: dict):
        self.run = visible_run(member, message["id"])
        self.bells = (doorbell.run(self.run.pk),)
        self.cursor = int(message.get("cursor", 0))

    def read(self) -> dict | None:
        cursor, series = charts.since(self.run, self.cursor)
        if cursor == self.cursor:
            return None
        self.cursor = cursor
        return {"cursor": cursor, "series": series}


def visible_run(member: Member, key: str) -> Run:
    """The run of this key in the member's workspace, or Http404."""
    return get_object_or_404(Run, workspace=member.workspace, key=key)


def _last_event(**only) -> int:
    return Event.objects.filter(**only).aggregate(last=Max("pk"))["last"] or 0
