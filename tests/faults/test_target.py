"""What happens on the target: too few slots, an agent that is killed, a target that does not answer."""

import json
import os
import re
import signal
from pathlib import Path

from studio.serve import identity
from tests.faults.conftest import SLOTS
from tests.faults.steady import steady


def test_more_runs_than_slots_wait_in_line_and_say_so(desk, tmp_path):
    desk.slots(1)
    try:
        runs = [steady(desk, tmp_path, lines=10) for _ in range(3)]
        desk.until(runs[0].key, "Running")
        waits = ["The only slot is taken; next in line", "The only slot is taken; 1 run ahead in line"]
        for run, reason in zip(runs[1:], waits, strict=True):  # and when its turn comes, where enough such runs were completed
            desk.until_told(
                lambda run=run, reason=reason: desk.look(run.key)["reason"].startswith(reason), lambda run=run: desk.trouble(run.key)
            )
            assert desk.look(run.key)["state"] == "Queued"
        for run in runs:
            run.open()
            run.completed()
        starts = [desk.look(run.key)["started"] for run in runs]
        ends = [desk.look(run.key)["ended"] for run in runs]
        assert starts[0] < ends[0] <= starts[1] < ends[1] <= starts[2]
    finally:
        desk.slots(SLOTS)


def test_a_run_whose_agent_was_killed_fails_says_so_and_leaves_nothing_running(desk, tmp_path):
    run = steady(desk, tmp_path)
    facts = desk.until(run.key, "Running")
    job = desk.folder(run.key)
    script = json.loads((job / "pid-0").read_text())["pid"]
    os.kill(json.loads((job / "runner").read_text())["pid"], signal.SIGKILL)
    facts = desk.until(run.key, "Failed")
    assert facts["reason"] == (
        "The agent that watched this run on local was killed, so its exit code is not known. What it left running was ended."
    )
    assert (facts["exit_code"], facts["processes_ended"], facts["processes_left"]) == (None, 1, 0)
    assert not identity.started(script)
    assert desk.log(run.key) == (job / "rank-0.log").read_bytes() != b"", "what it had written until then is kept"


def test_a_log_is_whole_though_the_process_that_sends_it_is_killed_again_and_again(studio, desk, tmp_path):
    run = steady(desk, tmp_path)
    desk.until(run.key, "Running")
    killed: set[int] = set()
    for _ in range(3):
        found = desk.until_told(lambda: set(tails(studio.data)) - killed, lambda: "the target is being listened to")
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        killed |= found
    run.open()
    run.completed()


def test_a_target_that_does_not_answer_loses_no_run(desk, tmp_path):
    run = steady(desk, tmp_path)
    desk.until(run.key, "Running")
    desk.options(python="/nowhere/python3")
    try:
        facts = desk.until(run.key, "NotResponding")
        assert re.match(r"Not reached since \d\d:\d\d, last seen running\. /nowhere/python3 cannot be run on this machine", facts["reason"])
        assert facts["reason"].endswith("The run goes on there, and is followed again once local answers.")
        run.open()
        desk.until_told((desk.folder(run.key) / "exit-0").exists, lambda: "the run ends unseen")
        assert desk.look(run.key)["state"] == "NotResponding", "unknown is a state"
    finally:
        desk.options()
    run.completed()


def test_a_folder_that_is_gone_for_a_while_is_no_end(desk, tmp_path):
    run = steady(desk, tmp_path)
    desk.until(run.key, "Running")
    desk.options(root=str(tmp_path / "not mounted"))
    try:
        facts = desk.until(run.key, "NotResponding")
        assert facts["reason"].startswith("This run's folder is not found on local: ")
    finally:
        desk.options()
    assert desk.until(run.key, "Running")["reason"] == ""
    run.open()
    run.completed()


def test_a_run_whose_folder_is_gone_for_good_can_be_cancelled(desk, tmp_path):
    run = steady(desk, tmp_path)
    desk.until(run.key, "Running")
    desk.options(root=str(tmp_path / "emptied"))
    try:
        desk.until(run.key, "NotResponding")
        assert desk.cancel(run.key)
        facts = desk.until(run.key, "Canceled")
        assert facts["reason"] == "Its folder is gone from local, so it is not known whether a process is left."
        assert facts["processes_left"] is None
    finally:
        desk.options()
        run.open()


def test_trouble_with_one_run_is_its_own(desk, tmp_path):
    desk.slots(1)
    try:
        ahead = steady(desk, tmp_path)
        desk.until(ahead.key, "Running")
        damaged = desk.submit("print('nobody has seen this text')")
        behind = [steady(desk, tmp_path, lines=10, open=True) for _ in range(2)]
        desk.damage(damaged)
        ahead.open()
        for run in (ahead, *behind):
            run.completed()
    finally:
        desk.slots(SLOTS)
    facts = desk.until(damaged, "Failed")
    assert "could not be sent" in facts["reason"] and facts["started"] is None


def test_many_workspaces_wait_for_none_of_the_others(desk, tmp_path):
    names = [f"team-{number}" for number in range(9)]
    for name in names:
        desk.another_workspace(name)
    runs = [steady(desk, tmp_path, lines=10, workspace=name) for name in names]
    for run in runs:
        desk.until(run.key, "Running")
    for run in runs:
        run.open()
    for run in runs:
        run.completed()


def tails(data: Path) -> list[int]:
    """The agent's processes that send this studio its logs."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if b"tail" in words and any(str(data).encode() in word for word in words):
            found.append(int(process.name))
    return found
