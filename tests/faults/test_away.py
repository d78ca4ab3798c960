"""The studio, or its broker, is away for a while. Runs go on without it, and it catches up."""

import os
import signal
import time

from tests.faults.steady import steady


def test_stopped_in_the_midst_of_runs_it_adopts_them_and_learns_what_it_missed(studio, desk, tmp_path):
    goes_on, ends_meanwhile = steady(desk, tmp_path), steady(desk, tmp_path, files=3)
    desk.until(goes_on.key, "Running")
    desk.until(ends_meanwhile.key, "Running")
    began = time.monotonic()
    assert studio.stop() == 0
    assert time.monotonic() - began < 8, "nobody waits for a pass to end"

    ends_meanwhile.open()
    runner = desk.folder(ends_meanwhile.key) / "exit-0"
    desk.until_told(runner.exists, lambda: "the run ends without the studio")
    time.sleep(2)  # so that the end that it learns of is well before its own return
    studio.start()
    ends_meanwhile.completed()
    facts = desk.look(ends_meanwhile.key)
    assert abs(facts["ended"] - runner.stat().st_mtime) < 1
    assert facts["started"] < facts["ended"] < facts["since"] - 1.5
    assert desk.look(goes_on.key)["state"] == "Running"
    goes_on.open()
    goes_on.completed()


def test_what_is_submitted_and_cancelled_while_the_broker_is_away_is_taken_up_later(studio, desk, browser, tmp_path):
    cancelled = steady(desk, tmp_path)
    desk.until(cancelled.key, "Running")
    before = studio.pid("valkey")
    os.kill(studio.process.pid, signal.SIGSTOP)  # or it would be back in a moment
    try:
        studio.kill("valkey")
        began = time.monotonic()
        submitted = steady(desk, tmp_path, open=True)
        assert browser.get(f"/runs/{cancelled.key}/cancellation/").status_code == 200
        token = {"csrfmiddlewaretoken": browser.cookies["trainshed_csrf"]}
        assert browser.post(f"/runs/{cancelled.key}/cancellation/", data=token).status_code == 200
        assert time.monotonic() - began < 10
    finally:
        os.kill(studio.process.pid, signal.SIGCONT)
    studio.until(lambda: studio.pid("valkey") not in (0, before), "Valkey is back")
    submitted.completed()
    desk.until(cancelled.key, "Canceled")
