"""Sweeps of a studio that is treated badly: no trial is started twice, and none is lost."""

import json
import os
import re
import signal
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
    moments, kills = Random(2), 0
    tried = sweep(desk, tmp_path, 200, 24, open=True)
    tried.until_began(1)
    for killed in (["worker"], ["worker"], ["worker", "web"], ["worker"], ["valkey"], ["worker"]):
        time.sleep(moments.uniform(0.1, 2.5))
        if len(tried.noted("ended")) < 200:
            kill(studio, killed)
            back_again(studio, killed)
            kills += 1
    assert kills > 2, "it was over too soon to be killed in its midst"
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


RACE = """
import os, sys, time
import trainshed

speed = {"quick": 1.0, "steady": 0.9, "slow": 0.3, "broken": float("nan")}[sys.argv[2]]
for n in range(10**9):
    trainshed.log("score", speed * min(n + 1, 5))
    if speed > 0.5 and n >= 5 and os.path.exists(os.environ["GATE"]):
        break
    time.sleep(0.1)
"""
RACE_HDCONFIG = """
sampling:
  type: grid
  parameter_space: [{name: driver, expression: choice, values: [quick, steady, slow, broken]}]
policy: {type: BanditPolicy, slack_factor: 0.2, evaluation_interval: 5}
primary_metric_name: score
primary_metric_goal: maximize
max_total_runs: 4
"""


def test_a_policy_stops_what_falls_behind_once_though_the_worker_is_killed(studio, desk, tmp_path):
    """The slow and the broken would go on for ever; the others do until their gate is open."""
    gate = tmp_path / "gate"
    key = desk.submit_sweep(RACE, RACE_HDCONFIG, variables={"GATE": str(gate)})
    desk.until_told(lambda: any(trial["reports"] for trial in desk.look_at_sweep(key)["trials"]), lambda: desk.look_at_sweep(key))
    kill(studio, ["worker"])
    back_again(studio, ["worker"])
    two_stopped = {"quick": "Running", "steady": "Running", "slow": "Canceled", "broken": "Canceled"}
    desk.until_told(lambda: states(desk.look_at_sweep(key)) == two_stopped, lambda: desk.look_at_sweep(key))
    gate.touch()
    facts = desk.until_told(lambda: (facts := desk.look_at_sweep(key))["state"] == "Completed" and facts, lambda: desk.look_at_sweep(key))
    assert states(facts) == two_stopped | {"quick": "Completed", "steady": "Completed"}
    trials = {trial["parameters"]["driver"]: trial for trial in facts["trials"]}
    assert facts["best"] == trials["quick"]["key"]
    for driver, value, said in (("slow", 1.5, "1.5 below"), ("broken", None, "NaN, which is worse than")):
        # Compared with whoever else had come as far then.
        sentence = rf"Stopped at interval \d*[05]: {said} (5 / 1\.2 = 4\.167|4\.5 / 1\.2 = 3\.75) \(Bandit\)"
        trial = trials[driver]
        assert re.fullmatch(sentence, trial["decision"]["text"]) and trial["decision"]["value"] == value
        assert trial["reason"] == f"{trial['decision']['text']}. 1 process was ended, none is left." and trial["processes_left"] == 0
        assert [event["kind"] for event in desk.story(trial["key"])].count("policy") == 1
    assert trials["broken"]["score"] is None


def states(facts) -> dict[str, str]:
    return {trial["parameters"]["driver"]: trial["state"] for trial in facts["trials"]}


def test_a_trial_whose_runner_is_killed_has_failed_and_is_tried_again_alone(desk, tmp_path):
    tried = sweep(desk, tmp_path, 3, 3, seconds=0)
    facts = tried.until(lambda facts: [trial["state"] for trial in facts["trials"]] == ["Running"] * 3)
    lost = facts["trials"][1]
    runner = json.loads((desk.folder(lost["key"]) / "runner").read_text())
    os.kill(runner["pid"], signal.SIGKILL)
    desk.until(lost["key"], "Failed")
    tried.open()
    tried.until(lambda facts: facts["state"] == "Completed")
    tried.act("retry", which="failed")
    facts = tried.until(lambda facts: facts["state"] == "Completed" and facts["trials"][1]["state"] == "Completed")
    assert [trial["attempt"] for trial in facts["trials"]] == [1, 2, 1] and facts["runs"] == 4
    assert facts["trials"][1]["parameters"] == lost["parameters"]
    assert sorted(tried.noted("began")) == sorted([*tried.expected, tried.expected[1]])


def test_a_sweep_that_is_stopped_ends_every_process_of_its_trials(studio, desk, tmp_path):
    """Each of four trials and its two daemons ignore every request to end, and the worker is killed as soon as the stop was asked for."""
    pids = tmp_path / "pids"
    key = desk.submit_sweep(STUBBORN, HDCONFIG.format(count=30, concurrent=4), arguments=[str(pids)])
    desk.until_told(lambda: pids.exists() and pids.read_text().count("\n") == 12, lambda: desk.look_at_sweep(key))
    started = [int(pid) for pid in pids.read_text().split()]
    assert all(map(identity.started, started))
    desk.act_on_sweep(key, "stop")
    kill(studio, ["worker"])
    back_again(studio, ["worker"])
    facts = desk.until_told(lambda: (facts := desk.look_at_sweep(key))["state"] == "Canceled" and facts, lambda: desk.look_at_sweep(key))
    assert not any(map(identity.started, started))
    assert [(trial["state"], trial["processes_left"]) for trial in facts["trials"]] == [("Canceled", 0)] * 4
    assert len(pids.read_text().split()) == 12, "nothing was started after that"
