"""kill -9 of the studio's processes, each and all at once, while runs are Preparing, Running and Finalizing."""

import time

import pytest

from tests.faults.slow_build import slow_build
from tests.faults.steady import steady
from tests.live import LiveStudio

PROGRAMS = ["worker", "web", "valkey"]


@pytest.mark.parametrize("killed", [["worker"], ["web"], ["valkey"], [*PROGRAMS, "studio"]], ids="+".join)
def test_nothing_is_lost_or_done_twice_whatever_is_killed(studio, desk, tmp_path, killed):
    build = slow_build(tmp_path)
    preparing = steady(desk, tmp_path, open=True, environment=build.environment)
    running, finalizing = steady(desk, tmp_path), steady(desk, tmp_path, files=1500, file_bytes=50_000)
    desk.until_told(lambda: build.builds, lambda: desk.trouble(preparing.key))
    desk.until(running.key, "Running")
    desk.until(finalizing.key, "Running")
    finalizing.open()
    desk.until(finalizing.key, "Finalizing")

    kill(studio, killed)
    states = [desk.look(run.key)["state"] for run in (preparing, running)]
    assert states == ["Preparing", "Running"]
    if "worker" in killed:
        assert desk.look(finalizing.key)["state"] == "Finalizing", "the worker was to die before it had collected everything"
    back_again(studio, killed)

    running.open()
    build.open()
    for run in (preparing, running, finalizing):
        run.completed()
    assert build.builds == 1


def test_a_worker_that_is_killed_again_and_again_starts_nothing_twice(studio, desk, tmp_path):
    """At other moments of a run's beginning and end each time: while its code is sent, while it is started, while it ends."""
    runs = []
    for delay in (0.0, 0.1, 0.2, 0.4):
        runs += [steady(desk, tmp_path, lines=40, files=20, open=True) for _ in range(3)]
        time.sleep(delay)
        kill(studio, ["worker"])
        back_again(studio, ["worker"])
    for run in runs:
        run.completed()


def kill(studio: LiveStudio, names: list[str]) -> None:
    studio.before = {name: studio.pid(name) for name in PROGRAMS}
    studio.kill(*[name for name in names if name != "studio"])
    if "studio" in names:
        studio.process.kill()
        studio.process.wait()


def back_again(studio: LiveStudio, killed: list[str]) -> None:
    if "studio" in killed:
        studio.start()
    else:
        studio.until(lambda: all(studio.pid(name) not in (0, studio.before[name]) for name in killed), f"{killed} started again")
    studio.until(studio.answers, "the web answers again")
