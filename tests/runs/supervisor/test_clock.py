"""Machines whose clocks are off: what they tell of happened when it happened."""

import time
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.utils import timezone

from computes.values import Frame, Status
from runs.supervisor import news
from runs.supervisor.clock import Clock
from runs.supervisor.intake import Intake
from runs.supervisor.journal import Journal

pytestmark = pytest.mark.django_db
HOUR = 3600.0


def test_what_a_round_trip_takes_is_no_difference():
    clock = Clock()
    clock.compare(time.time() - 20, [Status("running", time=time.time())])
    assert clock.skew == 0.0


@pytest.mark.parametrize("skew", [HOUR, -HOUR])
def test_a_difference_is_found_by_any_answer(skew):
    clock = Clock()
    clock.compare(time.time(), [Status("unknown"), Status("running", time=time.time() + skew)])
    assert clock.skew == pytest.approx(skew, abs=1)
    assert clock.moment(1_700_000_000 + skew) == pytest.approx(datetime.fromtimestamp(1_700_000_000, UTC), abs=timedelta(seconds=1))


@pytest.mark.parametrize("told", [None, "noon", True, -1e9, 1e12, [1]])
def test_what_is_no_time_is_none(told):
    assert Clock(HOUR).moment(told) is None


def test_the_last_probe_is_known_before_the_first_answer(fence):
    fence.target.health = {"skew": HOUR}
    assert Intake(fence).clock.skew == HOUR


@pytest.mark.parametrize("skew", [HOUR, -HOUR])
def test_a_run_lasts_as_long_as_it_lasted(a_run, skew):
    run = a_run("Preparing", since=timezone.now() - timedelta(minutes=30))
    began = time.time() - 1200
    told = [{"event": "running", "at": began + skew}, {"event": "exited", "at": began + 600 + skew, "code": 0}]
    told.append({"event": "finished", "at": began + 600 + skew, "code": 0, "reason": "exited", "sizes": {}})
    news.take(run, b"".join(orjson.dumps(fact) + b"\n" for fact in told), Clock(skew))
    run.refresh_from_db()
    assert run.seconds == pytest.approx(600, abs=1)
    assert run.started.timestamp() == pytest.approx(began, abs=1)
    times = [event.at for event in run.events.all() if event.kind == "state"][-2:]
    assert times == sorted(times)


@pytest.mark.parametrize("skew", [HOUR, -HOUR])
def test_so_does_a_child_run(a_run, skew):
    run, began = a_run("Running", created=timezone.now() - timedelta(hours=2)), time.time() - 1200
    lines = [
        {"c": {"id": "fold", "state": "Running"}, "t": began + skew},
        {"c": {"id": "fold", "state": "Completed"}, "t": began + 600 + skew},
    ]
    Journal(run, Clock(skew)).store(b"".join(orjson.dumps(line) + b"\n" for line in lines), 1)
    assert run.children.get().seconds == pytest.approx(600, abs=1)


@pytest.mark.parametrize("skew", [HOUR, -HOUR])
def test_the_first_frame_tells_before_anybody_has_looked(a_run, fence, skew):
    run, began = a_run("Preparing"), time.time()
    fact = orjson.dumps({"event": "building", "at": began + skew}) + b"\n"
    intake = Intake(fence)
    intake.follow(run)
    intake.take([Frame(run.job_id, "events.jsonl", 0, fact, len(fact), began + skew)])
    assert run.events.get(kind="building").at.timestamp() == pytest.approx(began, abs=2)
