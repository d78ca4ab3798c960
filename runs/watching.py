"""What a page can watch. A Watch knows which bells it hears and, past its own cursor, what its browser lacks."""

import zlib
from collections.abc import Callable

from django.db.models import Count, Max, Model, Sum
from django.shortcuts import get_object_or_404

from computes.load import loads
from computes.models import Act, Instance, Target
from runs import charts, logs, records, waiting
from runs.models import Event, MetricChunk, Record, Run, Stream, Sweep, Trial
from runs.models.state import ACTIVE, FINAL, WAITING
from studio import access, doorbell
from studio.models import Member

PIECE = 256 * 1024  # bytes of a log in one message
NEWEST = 50  # rows of a first page
ERRANDS = 5  # of a target, the newest: more are not on its pages
BEHIND = 4 * 2**20  # a browser further behind than this is shown the end, and loads the rest when it scrolls


class Watch:
    """`read()` gives the next message for this browser, or None when it has everything."""

    bells: tuple[str, ...] = ()

    def read(self) -> dict | None:
        raise NotImplementedError


def open_watch(member: Member, message: dict) -> Watch:
    """The watch that `message` asks for. Http404 when this member may not see it, KeyError when there is no such thing."""
    access.check(member, "reader")
    return KINDS[message["watch"]](member, message)


class Revised(Watch):
    """Tells that something changed, by a revision; the page then fetches the part it shows.

    The browser says by `seen` which revision it shows. Without one it is told at once: what changed between the drawing
    of the page and this moment, or while the laptop slept, must not be missed."""

    def __init__(self, message: dict) -> None:
        self.seen = message.get("seen")

    def read(self) -> dict | None:
        now = self.revision()
        if now == self.seen:
            return None
        self.seen = now
        return {"changed": now}

    def revision(self) -> str:
        raise NotImplementedError


class RunWatch(Revised):
    """The state of a run, and all that happens to it."""

    def __init__(self, member: Member, message: dict):
        super().__init__(message)
        self.run = visible_run(member, message["id"])
        self.bells = (doorbell.run(self.run.pk),)

    def revision(self) -> str:
        self.run.refresh_from_db(fields=["state", "reason"])
        return run_revision(self.run)


class SummaryWatch(RunWatch):
    """A run with the last values of its metrics and the size of its logs."""

    def revision(self) -> str:
        super().revision()
        return summary_revision(self.run)


def run_revision(run: Run) -> str:
    """The revision of a run as this row holds it. A page that is drawn with it reads everything else afterwards."""
    return f"{run.state}/{_last(Event, run=run.pk)}/{_mark(run.reason)}"


def summary_revision(run: Run) -> str:
    sizes = Stream.objects.filter(run=run).aggregate(size=Sum("offset"))["size"]
    logged = Record.objects.filter(run=run).aggregate(last=Max("revision"))["last"]
    return f"{run_revision(run)}/{_last(MetricChunk, run=run.pk)}/{sizes}/{logged}"


class SweepWatch(RunWatch):
    """A sweep with all that its trials do and report."""

    def __init__(self, member: Member, message: dict):
        super().__init__(member, message)
        self.bells = (*self.bells, doorbell.sweep(self.run.pk))

    def revision(self) -> str:
        super().revision()
        return sweep_revision(self.run)


def sweep_revision(run: Run) -> str:
    """Of a sweep's run: changes when a trial begins, moves, reports or is decided on, and when the sweep's limits change."""
    limits = (
        Sweep.objects.filter(pk=run.pk)
        .values_list("max_total", "max_concurrent", "max_failed", "deadline", "paused", "ending", "best")
        .first()
    )
    trials = Trial.objects.filter(sweep=run.pk).aggregate(Count("pk"), Sum("reports"), Sum("attempt"), Count("decision"), Max("run__since"))
    states = run.children.order_by("state").values_list("state").annotate(Count("pk"))
    return f"{run_revision(run)}/{_mark(repr([limits, trials, list(states)]))}"


class RunsWatch(Revised):
    """The runs of a workspace that are active, and its newest ones."""

    def __init__(self, member: Member, message: dict):
        super().__init__(message)
        self.workspace = member.workspace_id
        self.bells = (doorbell.runs(self.workspace),)

    def revision(self) -> str:
        # Never a count over all workspaces: it would tell how busy the others are.
        runs = Run.objects.submitted().filter(workspace=self.workspace)
        newest = list(runs.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
        # Of those that wait their number tells enough: they may be very many.
        active = list(Run.objects.submitted().on_target().filter(target__workspace=self.workspace).values_list("pk", flat=True))
        waits = Run.objects.filter(workspace=self.workspace, state__in=WAITING).count()
        looked = {*newest, *active}
        grown = f"{_last(Event, run__in=looked)}/{_last(MetricChunk, run__in=looked)}/{_trials(newest)}"
        return f"{max(newest, default=0)}/{len(active)}/{waits}/{grown}"


def _trials(runs: list[int]) -> str:
    """How far those of the runs are that are sweeps and go on, as a row of them says it."""
    going = Sweep.objects.filter(run__in=runs, run__state__in=ACTIVE).order_by("pk").values_list("pk", "max_total", "best__trial__score")
    over = Run.objects.filter(parent__in=[sweep[0] for sweep in going], state__in=FINAL).count() if going else 0
    return f"{_mark(repr(list(going)))}/{over}" if going else ""


class TargetWatch(Revised):
    """A compute target: how it is, and what runs on it or waits for it."""

    def __init__(self, member: Member, message: dict):
        super().__init__(message)
        self.target = get_object_or_404(Target, workspace=member.workspace, name=message["id"])
        self.bells = (doorbell.target(self.target.pk),)

    def revision(self) -> str:
        target = Target.objects.filter(pk=self.target.pk).first()
        if target is None:
            return "gone"
        facts = [target.slots, target.unreachable, target.trouble, target.health.get("time"), target.mode, target.note]
        facts += [target.host_key, target.other_host_key, *target.errands.values_list("pk", "state", "steps", "answer")[:ERRANDS]]
        facts += [target.usage_at, _last(Act, target=target.pk)]
        facts += Instance.objects.filter(target=target).values_list("state", "since", "active_at", "address", "trouble", "idle_minutes")
        facts += Run.objects.filter(target=target).on_target().order_by("pk").values_list("pk", "state", "reason")
        facts += [(run.pk, run.state, run.reason, run.priority) for run in waiting.first(target, NEWEST)]
        return _mark(repr([*facts, waiting.count(target)]))


class TargetsWatch(Revised):
    """The compute targets of a workspace: how each is, and how many runs it has. One watch, however many they are."""

    def __init__(self, member: Member, message: dict):
        super().__init__(message)
        self.targets = Target.objects.filter(workspace=member.workspace_id)
        # One that is added later is seen at the next look, within a second.
        self.bells = tuple(doorbell.target(pk) for pk in self.targets.values_list("pk", flat=True))

    def revision(self) -> str:
        # Each probe leaves another latency behind it.
        facts = list(
            self.targets.order_by("pk").values_list("pk", "name", "mode", "note", "slots", "unreachable", "latency", "other_host_key")
        )
        return _mark(repr([facts, sorted(loads(fact[0] for fact in facts).items())]))


class LogWatch(Watch):
    """A log from a byte offset on. A message holds whole characters: {offset, line, text, end, size, lines, skipped, final}.

    `line` is the index (from 0) of the line that `text` begins in or continues; `skipped` says that bytes before
    `offset` were left out because the browser was far behind: it finds them in the log's windows."""

    def __init__(self, member: Member, message: dict):
        self.run = visible_run(member, message["id"])
        self.name = str(message["stream"])
        self.bells = (doorbell.run(self.run.pk),)
        self.offset, self.told_end = max(0, int(message.get("offset", 0))), False
        self.line: int | None = None

    def read(self) -> dict | None:
        # In this order: a run that is over has all its bytes stored, so what is read afterwards is the whole.
        over = self._over()
        stream = Stream.objects.filter(run=self.run, name=self.name).first()
        if stream is None or stream.offset <= self.offset:
            return self._last_word(stream, over)
        skipped = stream.offset - self.offset > BEHIND
        if skipped or self.line is None:
            self._start(stream, skipped)
        return self._piece(stream, skipped, over)

    def _start(self, stream: Stream, skipped: bool) -> None:
        if skipped:
            self.offset = logs.line_start(stream, stream.offset - PIECE)
        self.line = logs.line_at(stream, self.offset)

    def _piece(self, stream: Stream, skipped: bool, over: bool) -> dict | None:
        text, end, breaks = logs.piece(stream, self.offset, PIECE, whole=over)
        if end == self.offset:
            return None  # half a character: the rest is on its way
        line = self.line or 0
        message = {"offset": self.offset, "line": line, "text": text, "end": end, "size": stream.offset, "lines": stream.lines}
        self.offset, self.line = end, line + breaks
        self.told_end = over and end == stream.offset
        return {**message, "skipped": skipped, "final": self.told_end}

    def _last_word(self, stream: Stream | None, over: bool) -> dict | None:
        if self.told_end or not over:
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
        self.have = charts.known(self.run, self.cursor)

    def read(self) -> dict | None:
        cursor, series = charts.since(self.run, self.cursor, self.have)
        if cursor == self.cursor and not series:
            return None
        self.cursor = cursor
        return {"cursor": cursor, "series": series}


class RecordsWatch(Watch):
    """Tables, lists, words, images and charts that changed after a cursor: {cursor, records: [see runs.records.since]}.

    `have` is what the page has, {record: rows}. When the run is over its images are told again: their files are here then."""

    def __init__(self, member: Member, message: dict):
        self.run = visible_run(member, message["id"])
        self.bells = (doorbell.run(self.run.pk),)
        self.cursor = int(message.get("cursor", 0))
        self.have = {int(record): int(count) for record, count in dict(message.get("have") or {}).items()}
        self.told_files = False

    def read(self) -> dict | None:
        self.run.refresh_from_db(fields=["state"])
        over = self.run.final
        cursor, found = records.since(self.run, self.cursor, self.have)
        if over and not self.told_files:
            found += records.pictures(self.run)
        if cursor == self.cursor and not found:
            self.told_files = over
            return None
        self.cursor, self.told_files = cursor, over
        return {"cursor": cursor, "records": found, "over": over}


def visible_run(member: Member, key: str) -> Run:
    """The run of this key in the member's workspace, or Http404."""
    return get_object_or_404(Run, workspace=member.workspace, key=key)


KINDS: dict[str, Callable[[Member, dict], Watch]] = {
    "run": RunWatch,
    "summary": SummaryWatch,
    "sweep": SweepWatch,
    "runs": RunsWatch,
    "target": TargetWatch,
    "targets": TargetsWatch,
    "log": LogWatch,
    "metrics": MetricsWatch,
    "records": RecordsWatch,
}


def _last(model: type[Model], **only) -> int:
    return model._default_manager.filter(**only).aggregate(last=Max("pk"))["last"] or 0


def _mark(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
