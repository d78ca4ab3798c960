"""What an agent tells in events.jsonl, into moves and events; whatever stands there."""

from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from computes.values import Status
from runs.models import Run
from runs.supervisor import news

pytestmark = pytest.mark.django_db
NOON = 1_700_000_000.0
FINISHED = {
    "at": NOON,
    "event": "finished",
    "reason": "exited",
    "code": 0,
    "ended_processes": 1,
    "left_processes": 0,
    "sizes": {"rank-0.log": 5},
}


def lines(*facts: dict) -> bytes:
    return b"".join(orjson.dumps(fact) + b"\n" for fact in facts)


def test_a_whole_story(a_run):
    run = a_run("Preparing", since=datetime(2020, 1, 1, tzinfo=UTC))
    told = [
        {"at": NOON, "event": "preparing", "pid": 1},
        {"at": NOON + 1, "event": "environment", "key": "abc", "packages": 3},
        {"at": NOON + 2, "event": "running", "pid": 2},
        {"at": NOON + 3, "event": "signalled", "signal": "SIGTERM", "processes": 2, "because": "left over"},
        FINISHED | {"at": NOON + 4},
    ]
    news.take(run, lines(*told))
    run.refresh_from_db()
    assert (run.state, run.exit_code, run.processes_ended, run.processes_left) == ("Finalizing", 0, 1, 0)
    assert (run.started.timestamp(), run.ended.timestamp()) == (NOON + 2, NOON + 4)
    texts = dict(run.events.exclude(kind="state").values_list("kind", "text"))
    assert texts["environment"] == "3 packages are installed in it"
    assert texts["signalled"] == "SIGTERM to 2 processes: left over"
    assert news.told_sizes(run) == {"rank-0.log": 5}


def test_the_end_counts_once_whoever_tells_it_first(a_run):
    run = a_run("Running")
    status = Status("finished", code=0, reason="exited", ended=NOON, ended_processes=1, sizes={"rank-0.log": 5})
    news.finished_by_poll(run, status)
    news.take(run, lines(FINISHED | {"code": 7}))
    news.finished_by_poll(run, status)
    run.refresh_from_db()
    assert (run.state, run.exit_code) == ("Finalizing", 0)
    assert run.events.filter(kind="finished").count() == 1


def test_names_that_are_no_utf_8_end_a_run_as_others_do(a_run):
    run = a_run("Running")
    status = Status("finished", reason="data failed", detail="no \udcff.bin", ended=NOON, sizes={"rank-0.log": 5, "\udcff": 1})
    news.finished_by_poll(run, status)
    run.refresh_from_db()
    told = run.events.get(kind="finished")
    assert (run.state, told.data["detail"], told.data["sizes"]) == ("Finalizing", "no ?.bin", {"rank-0.log": 5})


def test_a_job_that_is_over_before_anybody_saw_it_run(a_run):
    run = a_run("Preparing")
    news.take(run, lines({"at": NOON, "event": "running"}, FINISHED))
    run.refresh_from_db()
    assert run.state == "Finalizing" and run.started is not None


def test_the_end_is_told_though_somebody_asks_for_a_cancel_in_that_moment(a_run):
    run = a_run("Running")
    Run.objects.get(pk=run.pk).cancel()
    news.take(run, lines(FINISHED))
    assert Run.objects.get(pk=run.pk).state == "Finalizing"


def test_a_cancelled_run_is_not_running_again(a_run):
    run = a_run("CancelRequested")
    news.take(run, lines({"at": NOON, "event": "running"}))
    assert Run.objects.get(pk=run.pk).state == "CancelRequested"


json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.sampled_from(["rank-0.log"]), inner, max_size=3),
    max_leaves=5,
)
words = st.sampled_from(
    ["at", "event", "reason", "detail", "code", "signal", "processes", "sizes", "text", "self", "kind", "key", "packages"]
)
facts = st.dictionaries(words, json, max_size=8)
events = st.sampled_from(sorted(news.EFFECTS))


@example([({"signal": "SIGTERM"}, "finished")])
@given(st.lists(st.tuples(facts, events | json) | st.binary(max_size=20), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_there_it_is_taken_without_stumbling(cheap_run, found):
    run = cheap_run("Preparing")
    written = [line if isinstance(line, bytes) else orjson.dumps(line[0] | {"event": line[1]}) for line in found]
    news.take(run, b"\n".join(written) + b"\n")
    sizes = news.told_sizes(Run.objects.get(pk=run.pk))
    assert sizes is None or all(isinstance(size, int) and size > 0 for size in sizes.values())
