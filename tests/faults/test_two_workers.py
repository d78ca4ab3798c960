"""Several workers for one target: one drives it at a time, and one that lost its lease while it was away does no harm."""

import signal

from tests.faults.second_worker import second_worker
from tests.faults.steady import steady
from tests.live import LiveStudio


def test_two_workers_at_once_do_everything_once(studio, desk, tmp_path):
    first = studio.pid("worker")
    with second_worker(studio, tmp_path) as second:
        for _ in range(3):  # between the waves the target rests, so both workers reach for it anew
            runs = [steady(desk, tmp_path, lines=30, open=True) for _ in range(4)]
            for run in runs:
                run.completed()
        assert second.alive
    assert studio.pid("worker") == first


def test_a_worker_that_was_paused_past_its_lease_is_fenced_and_harmless(studio, desk, tmp_path, pause_worker):
    one, other = steady(desk, tmp_path), steady(desk, tmp_path)
    desk.until(one.key, "Running")
    desk.until(other.key, "Running")
    pause_worker()
    token = desk.lease()
    with second_worker(studio, tmp_path) as second:
        desk.until_told(lambda: desk.lease() > token, lambda: second.log)
        one.open()
        one.completed()
        said = len(worker_log(studio))
        studio.kill("worker", number=signal.SIGCONT)
        desk.until_told(lambda: "lost the lease of local" in worker_log(studio)[said:], lambda: worker_log(studio)[said:])
        other.open()
        other.completed()
    one.completed()  # still: the first worker wrote nothing over it
    last = steady(desk, tmp_path, open=True)
    last.completed()  # and it is of use again, alone


def worker_log(studio: LiveStudio) -> str:
    return (studio.data / "logs" / "worker.log").read_text()
