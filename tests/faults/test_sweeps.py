"""Sweeps of a studio that is treated badly: no trial is started twice, and none is lost."""

import time
from random import Random

import pytest

from studio.serve import identity
from tests.faults import pausing
from tests.faults.second_worker import second_worker
from tests.faults.sweeps import HDCONFIG, sweep
from tests.faults.test_cancel import STUBBORN
from tests.faults.test_kills import PROGRAMS, back_again, kill


@pytest.mark.timeout(300)
def test_a_worker_that_is_killed_at_random_moments_tries_each_of_200_points_once(studio, desk, tmp_path):
    moments = Random(2)
    tried = sweep(desk, tmp_path, 200, 24, open=True)
    tried.until_began(1)
    for killed in (["worker"], ["worker"], ["worker", "web"], ["worker"], ["valkey"], ["worker"]):
        time.sleep(moments.uniform(0.1, 2.5))
        kill(studio, killed)
        back_again(studio, killed)
    assert len(tried.noted("ended")) < 200, "all was over before it was killed last"
    tried.completed(patience=240)


def test_two_workers_one_of_which_is_away_past_its_lease_try_each_point_once(studio, desk, tmp_path, pause_worker):
    tried = sweep(desk, tmp_path, 24, 6, seconds=0.5, open=True)
    tried.until_began(6)
    pause_worker()
    with second_worker(studio, tmp_path):
        tried.until_began(14)  # the second goes on with what the first began
        pausing.go_on(studio)
        tried.completed()


def test_a_paused_sweep_is_paused_still_when_everything_was_killed(studio, desk, tmp_path):
    tried = sweep(desk, tmp_path, 10, 4, seconds=0)
    tried.until_began(4)
    tried.act("pause")
    kill(studio, [*PROGRAMS, "studio"])
    back_again(studio, [*PROGRAMS, "studio"])
    tried.open()
    facts = tried.until(lambda facts: [trial["state"] for trial in facts["trials"]] == ["Completed"] * 4)
    assert (facts["state"], facts["paused"]) == ("Running", True) and facts["reason"].startswith("Paused by Ada")
    assert len(tried.noted("began")) == 4
    tried.act("resume")
    tried.completed()


def test_a_sweep_that_is_stopped_ends_every_process_of_its_trials(studio, desk, tmp_path):
    """Each of four trials and its two daemons ignore every request to end."""
    pids = tmp_path / "pids"
    key = desk.submit_sweep(STUBBORN, HDCONFIG.format(count=30, concurrent=4), arguments=[str(pids)])
    desk.until_told(lambda: pids.exists() and pids.read_text().count("\n") == 12, lambda: desk.look_at_sweep(key))
    started = [int(pid) for pid in pids.read_text().split()]
    assert all(map(identity.started, started))
    desk.act_on_sweep(key, "stop")
    facts = desk.until_told(lambda: (facts := desk.look_at_sweep(key))["state"] == "Canceled" and facts, lambda: desk.look_at_sweep(key))
    assert not any(map(identity.started, started))
    assert [(trial["state"], trial["processes_left"]) for trial in facts["trials"]] == [("Canceled", 0)] * 4
    assert len(pids.read_text().split()) == 12, "nothing was started after that"
