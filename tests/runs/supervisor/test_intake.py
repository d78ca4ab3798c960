"""Frames of growing files: whatever is dropped, repeated or reordered on the way, the same files, points and events are stored."""

import json
import time
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from computes.models import Fenced
from computes.values import Frame
from runs import logs
from runs.models import Metric, MetricChunk, Run, Stream
from runs.supervisor.cursors import LONGEST_LINE, METRICS
from runs.supervisor.fence import Fence
from runs.supervisor.intake import Intake

pytestmark = pytest.mark.django_db
LOG = b"".join(b"line %d %s\n" % (n, bytes(range(256))[: n % 256]) for n in range(700))  # more than two blocks of the index
POINTS = b"".join(b'{"n":"%s","v":%d,"s":%d,"t":1.5}\n' % (name, n, n) for n in range(60) for name in (b"loss", b"rate"))
EVENTS = b"".join(
    json.dumps(fact).encode() + b"\n"
    for fact in (
        {"event": "running", "at": 1_700_000_000},
        {"event": "signalled", "signal": "SIGTERM", "processes": 1, "because": "left over"},
        {"event": "finished", "reason": "exited", "code": 0, "sizes": {"rank-0.log": len(LOG), METRICS: len(POINTS)}},
    )
)
FILES = {"rank-0.log": LOG, METRICS: POINTS, "events.jsonl": EVENTS}


@dataclass
class Sender:
    """What stands between a target's files and the rows: frames of any pieces, to an intake that may begin anew at any time."""

    run: Run
    fence: Fence

    def __post_init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        self.intake = Intake(self.fence)
        self.followed = self.intake.follow(self.run)

    def frame(self, name: str, start: int, stop: int) -> Frame:
        return Frame(self.run.job_id, name, start, FILES[name][start:stop], len(FILES[name]))

    def overtaken(self, frames: list[Frame]) -> None:
        """These frames arrive at one whose lease another has taken."""
        self.fence.release()
        younger = Fence(self.fence.target, self.fence.target.lease(60))
        with pytest.raises(Fenced):
            self.intake.take([*frames, self.frame("rank-0.log", 0, len(LOG)), self.frame("events.jsonl", 0, len(EVENTS))])
            # Nothing new in them: then there was nothing to write, and nothing to be fenced from.
            raise Fenced
        self.fence = younger
        self.begin_anew()

    def tail(self) -> None:
        """What a tail sends in the end: everything beyond the cursors."""
        for name, data in FILES.items():
            offset = self.followed.cursors.offsets().get(name, 0)
            self.intake.take([self.frame(name, offset, len(data))])


name = st.sampled_from(sorted(FILES))
piece = st.tuples(name, st.floats(0, 1), st.floats(0, 0.6))
act = st.tuples(st.sampled_from(["take", "take", "take", "anew", "overtaken"]), st.lists(piece, min_size=1, max_size=4))


@given(st.lists(act, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_drop_repeat_and_reorder_ends_in_the_same(cheap_run, target, acts):
    target.refresh_from_db()
    target.release(target.lease_token)
    sender = Sender(cheap_run("Preparing"), Fence(target, target.lease(60)))
    for what, pieces in acts:
        frames = [cut(sender, *piece) for piece in pieces]
        if what == "take":
            sender.intake.take(frames)
        elif what == "overtaken":
            sender.overtaken(frames)
        else:
            sender.begin_anew()
    sender.tail()
    assert everything(sender)


def cut(sender: Sender, name: str, start: float, length: float) -> Frame:
    size = len(FILES[name])
    # Half of all begin where a tail would: at the cursor.
    first = sender.followed.cursors.offsets().get(name, 0) if start < 0.5 else int((start - 0.5) * 2 * size)
    return sender.frame(name, first, first + int(length * size))


def everything(sender: Sender) -> bool:
    run = Run.objects.get(pk=sender.run.pk)
    streams = {stream.name: stream for stream in Stream.objects.filter(run=run)}
    assert {name: stream.path.read_bytes() for name, stream in streams.items()} == FILES
    assert {name: (stream.offset, stream.lines) for name, stream in streams.items()} == {
        name: (len(data), data.count(b"\n")) for name, data in FILES.items()
    }
    breaks = [LOG[: block * logs.BLOCK].count(b"\n") for block in range(len(LOG) // logs.BLOCK + 1)]
    assert np.fromfile(logs.index_of(streams["rank-0.log"].path), "<u8").tolist() == breaks
    for name in ("loss", "rate"):
        chunks = MetricChunk.objects.filter(run=run, metric__name=name).order_by("start")
        assert np.concatenate([np.frombuffer(bytes(chunk.values_packed), "<f8") for chunk in chunks]).tolist() == list(range(60))
        assert run.metrics.get(name=name).count == 60
    kinds = list(run.events.values_list("kind", flat=True))
    assert (run.state, kinds.count("signalled"), kinds.count("finished")) == ("Finalizing", 1, 1)
    return sender.intake.complete(run)


def test_it_is_complete_only_when_all_is_committed(a_run, fence):
    sender = Sender(a_run("Preparing"), fence)
    sender.intake.take([sender.frame("events.jsonl", 0, len(EVENTS)), sender.frame(METRICS, 0, len(POINTS))])
    sender.intake.take([sender.frame("rank-0.log", 0, len(LOG) - 1)])
    assert not sender.intake.complete(sender.run)
    sender.followed.receive(sender.frame("rank-0.log", len(LOG) - 1, len(LOG)))
    assert not sender.intake.complete(sender.run), "the last byte is in the file, but its cursor was never moved"
    sender.begin_anew()
    assert not sender.intake.complete(sender.run)
    sender.tail()
    assert sender.intake.complete(sender.run)


def test_a_half_line_waits_for_its_other_half_and_counts_as_received(a_run, fence):
    sender = Sender(a_run("Running"), fence)
    sender.intake.take([sender.frame(METRICS, 0, 20)])
    assert sender.followed.cursors.offsets()[METRICS] == 20
    assert not MetricChunk.objects.exists() and Stream.objects.get(name=METRICS).offset == 0
    sender.intake.take([sender.frame(METRICS, 20, len(POINTS))])
    assert Stream.objects.get(name=METRICS).offset == len(POINTS)


def test_a_line_without_end_is_not_held_for_ever(a_run, fence):
    sender = Sender(a_run("Running"), fence)
    rubbish = b"x" * (LONGEST_LINE + 1)
    sender.intake.take([Frame(sender.run.job_id, METRICS, 0, rubbish, len(rubbish))])
    assert sender.followed.cursors[METRICS].rest == b""
    after = b'y\n{"n":"loss","v":1,"s":0,"t":0}\n'
    sender.intake.take([Frame(sender.run.job_id, METRICS, len(rubbish), after, len(rubbish) + len(after))])
    assert sender.run.metrics.get().count == 1


def test_bytes_that_a_power_cut_took_are_asked_for_again(a_run, fence):
    sender = Sender(a_run("Running"), fence)
    sender.intake.take([sender.frame("rank-0.log", 0, 5000)])
    Stream.objects.get(name="rank-0.log").path.write_bytes(LOG[:100])
    sender.begin_anew()
    assert sender.followed.cursors.offsets() == {"rank-0.log": 0}
    sender.tail()
    assert Stream.objects.get(name="rank-0.log").path.read_bytes() == LOG


def test_frames_of_a_run_that_nobody_follows_are_passed_over(a_run, fence):
    sender = Sender(a_run("Running"), fence)
    sender.intake.forget(sender.run)
    assert not sender.intake.take([sender.frame("rank-0.log", 0, 10)])
    assert not Stream.objects.exists()


def test_what_cannot_be_kept_of_one_run_holds_up_no_other(cheap_run, fence):
    odd, fine = Sender(cheap_run("Running"), fence), Sender(cheap_run("Running"), fence)
    both = Intake(fence)
    for sender in (odd, fine):
        sender.intake, sender.followed = both, both.follow(sender.run)
    # Somebody wrote what this run's next points would be: the database refuses them.
    metric = Metric.objects.create(run=odd.run, name="loss")
    rogue = MetricChunk.objects.create(metric=metric, run=odd.run, start=0, count=1, steps=b"", values_packed=b"", times=b"")
    both.take([each.frame(METRICS, 0, len(POINTS)) for each in (odd, fine)])
    assert Stream.objects.get(run=fine.run, name=METRICS).offset == len(POINTS)
    assert Stream.objects.get(run=odd.run, name=METRICS).offset == 0
    assert both.followed[odd.run.job_id].resting

    rogue.delete()
    both.followed[odd.run.job_id].rests_until = 0.0
    both.take([odd.frame(METRICS, 0, len(POINTS))])
    assert Stream.objects.get(run=odd.run, name=METRICS).offset == len(POINTS)
    assert sum(MetricChunk.objects.filter(run=odd.run).values_list("count", flat=True)) == 120


@pytest.mark.parametrize("full", ["", ".idx"], ids=["log", "index"])
def test_what_finds_no_room_here_waits_there_and_holds_up_no_other(cheap_run, fence, full):
    poor, fine = Sender(cheap_run("Running"), fence), Sender(cheap_run("Running"), fence)
    both = Intake(fence)
    for sender in (poor, fine):
        sender.intake, sender.followed = both, both.follow(sender.run)
    both.take([poor.frame("rank-0.log", 0, 100)])
    path = Stream.objects.get(run=poor.run).path
    blocked = path.with_name(path.name + full)
    blocked.unlink(missing_ok=True)
    blocked.symlink_to("/dev/full")
    both.take([poor.frame("rank-0.log", 100, len(LOG)), *(fine.frame(name, 0, len(FILES[name])) for name in FILES)])
    assert Stream.objects.get(run=poor.run).offset == 100
    assert Stream.objects.get(run=fine.run, name="rank-0.log").offset == len(LOG)
    poor.run.refresh_from_db()
    assert poor.run.reason.startswith("The studio's own disk takes no more (No space left on device)")
    assert not both.overslept(time.monotonic())

    blocked.unlink()
    path.write_bytes(LOG[:100])
    both.followed[poor.run.job_id].rests_until = time.monotonic() - 0.001
    assert both.overslept(0.0)
    both.take([poor.frame("rank-0.log", 0, len(LOG))])
    assert path.read_bytes() == LOG
    poor.run.refresh_from_db()
    assert poor.run.reason == ""
