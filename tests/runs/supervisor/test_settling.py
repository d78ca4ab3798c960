"""How a run ended, by what was told of it."""

import pytest

from computes.errors import ComputeError
from computes.values import OutputFile
from runs.models import MetricChunk, State
from runs.supervisor import points, settling

pytestmark = pytest.mark.django_db

ENDS = [
    ({"reason": "exited"}, {"exit_code": 0}, "Completed", ""),
    ({"reason": "exited"}, {"exit_code": 3}, "Failed", "Exited with code 3."),
    ({"reason": "exited"}, {"signal": 9}, "Failed", "Ended by signal 9 (SIGKILL: often the machine ran out of memory)."),
    ({"reason": "exited"}, {"signal": 10}, "Failed", "Ended by signal 10."),
    (
        {"reason": "cancelled"},
        {"signal": 15, "processes_ended": 3, "processes_left": 0},
        "Canceled",
        "3 processes were ended, none is left.",
    ),
    ({"reason": "cancelled"}, {"exit_code": 0, "processes_ended": 1}, "Canceled", "1 process was ended, none is left."),
    ({"reason": "cancelled"}, {"processes_ended": 2, "processes_left": 1}, "Canceled", "2 processes were ended, but 1 cannot be ended"),
    ({"reason": "time limit"}, {"signal": 15}, "Failed", "Stopped at its time limit of 60 s."),
    ({"reason": "environment failed", "detail": "uv is not there"}, {}, "Failed", "uv is not there. The setup log tells more."),
    ({"reason": "environment failed"}, {}, "Failed", "Its environment could not be prepared. The setup log tells more."),
    ({"reason": "could not start", "detail": "No such file."}, {}, "Failed", "No such file. The setup log tells more."),
    ({"reason": "agent killed"}, {}, "Failed", "The agent that watched this run on local was killed"),
    ({"reason": "agent stopped"}, {"exit_code": 0}, "Failed", "The agent that watched this run on local was asked to stop"),
    ({"reason": "machine restarted"}, {}, "Failed", "local was restarted while this ran."),
    ({"reason": "a reason of tomorrow's agent"}, {}, "Failed", "Its exit code is not known."),
    (None, {}, "Failed", "Its exit code is not known."),
]


@pytest.mark.parametrize("told, facts, state, reason", ENDS)
def test_outcome(a_run, a_configuration, told, facts, state, reason):
    run = a_run("Finalizing", configuration=a_configuration(max_seconds=60), **facts)
    if told is not None:
        run.note("finished", **told)
    found = settling.outcome(run)
    assert found[0] == state
    assert found[1].startswith(reason) and bool(found[1]) == bool(reason)


def test_a_cancelled_run_whose_agent_was_killed_is_cancelled(a_run):
    run = a_run("CancelRequested", processes_ended=2, processes_left=0)
    run.move(State.FINALIZING)
    run.note("finished", reason="agent killed")
    assert settling.outcome(run) == (State.CANCELED, "2 processes were ended, none is left.")


def test_a_cancel_that_came_too_late_leaves_it_completed(a_run):
    run = a_run("CancelRequested", exit_code=0)
    run.move(State.FINALIZING)
    run.note("finished", reason="exited")
    assert settling.outcome(run) == (State.COMPLETED, "")


def test_when_what_it_left_cannot_be_had_it_fails_and_says_both(a_run, fence):
    run = a_run("Finalizing", exit_code=1)
    run.note("finished", reason="exited")
    settling.give_up(run, "The disk is broken.", fence)
    run.refresh_from_db()
    assert run.state == "Failed"
    assert run.reason.startswith("Exited with code 1.") and run.reason.endswith("What it left could not be collected: The disk is broken.")


class Left:
    """A target that hands over what a run left, and then cannot tidy up."""

    def __init__(self, *files: OutputFile):
        self.files = files

    def outputs(self, job_id):
        return list(self.files)

    def fetch(self, job_id, into):
        return [file.path for file in self.files]

    def remove(self, job_ids, what):
        raise ComputeError("The target could not clean.")


@pytest.mark.parametrize("modified", [-1e12, 1.0, 1e12, 1e30])
def test_neither_odd_times_nor_code_that_stays_keep_a_run_from_its_end(a_run, fence, modified):
    run = a_run("Finalizing", exit_code=0)
    run.note("finished", reason="exited")
    settling.settle(run, Left(OutputFile("outputs/model.bin", 7, modified)), fence)
    run.refresh_from_db()
    assert (run.state, run.reason) == ("Completed", "")
    assert [output.path for output in run.outputs.all()] == ["outputs/model.bin"]


def test_many_small_chunks_become_few_and_hold_the_same(a_run, monkeypatch):
    monkeypatch.setattr(points, "CHUNK_POINTS", 10)
    run = a_run("Finalizing")
    series = points.Series(run)
    sizes = [3, 3, 3, 3, 25, 1, 1, 9, 1]
    values = iter(range(1000))
    for size in sizes:
        series.store("".join(f'{{"n":"loss","v":{next(values)},"s":null,"t":1}}\n' for _ in range(size)).encode())
    before = stored(run)
    points.compact(run)
    chunks = list(MetricChunk.objects.order_by("start").values_list("start", "count"))
    assert chunks == [(0, 9), (9, 3), (12, 25), (37, 2), (39, 10)]
    assert stored(run) == before
    points.compact(run)
    assert list(MetricChunk.objects.order_by("start").values_list("start", "count")) == chunks


def stored(run) -> bytes:
    return b"".join(bytes(chunk.values_packed) for chunk in MetricChunk.objects.filter(run=run).order_by("start"))
