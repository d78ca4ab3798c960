"""Cancel, time limit and left-overs: every process of the job ends, however it hides, and nobody else's does."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from computes.agent import ending
from computes.errors import ComputeError
from tests.computes.machine import all_gone, is_alive, until

# Each prints its pid as it hides from its parent in one more way, and ignores polite requests.
HIDER = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
def say():
    os.write(1, b"%d\\n" % os.getpid())  # in one write: lines of several processes do not mix
def hide(how):
    if os.fork():
        return
    if how != "child":
        os.setsid()
    if how in ("daemon", "scrubbed"):
        if os.fork():
            os._exit(0)
    if how == "scrubbed":
        os.execve(sys.executable, [sys.executable, "-S", "-c", STUBBORN], {})
    say()
    time.sleep(600)
STUBBORN = "import os, signal, time; signal.signal(15, 1); os.write(1, b'%d\\\\n' % os.getpid()); time.sleep(600)"
for how in ("child", "session", "daemon", "scrubbed"):
    hide(how)
"""
FOREVER = HIDER + "say()\ntime.sleep(600)\n"
HIDERS = 4


def pids_of(machine, count):
    return [int(line) for line in machine.lines(count=count)]


def test_cancel_ends_children_sessions_daemons_and_those_without_the_marker(machine):
    machine.start(FOREVER)
    pids = pids_of(machine, HIDERS + 1)
    machine.cancel(grace=0.3)
    status = machine.end()
    assert (status.reason, status.signal, status.ended_processes, status.left_processes) == ("cancelled", 9, HIDERS + 1, 0)
    assert all_gone(pids)


def test_processes_left_by_a_script_that_ended_are_ended_too(machine):
    machine.start(HIDER + "say()\nsys.exit(0)\n")
    pids = pids_of(machine, HIDERS + 1)
    status = machine.end()
    assert (status.reason, status.code, status.left_processes) == ("exited", 0, 0)
    # One in the midst of its second fork is two processes for a moment, and both count.
    assert status.ended_processes >= HIDERS
    assert all_gone(pids)


def test_the_time_limit_ends_everything(machine):
    began = time.monotonic()
    machine.start(FOREVER, max_seconds=2, grace=0.2)
    pids = pids_of(machine, HIDERS + 1)
    status = machine.end()
    assert (status.reason, status.left_processes) == ("time limit", 0)
    assert 2 <= time.monotonic() - began < 15
    assert all_gone(pids)


def test_a_polite_script_may_save_its_work_first(machine):
    machine.start(
        "import signal, sys, time\n"
        "def save(*_): print('saved', flush=True); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, save); print('ready', flush=True); time.sleep(600)\n"
    )
    machine.lines()
    machine.cancel()
    status = machine.end()
    assert (status.reason, status.code) == ("cancelled", 0)
    assert machine.lines(count=2) == ["ready", "saved"]
    signalled = [event["signal"] for event in machine.events() if event["event"] == "signalled"]
    assert signalled == ["SIGTERM"]


def test_force_cuts_the_grace_short(machine):
    machine.start("import signal, time; signal.signal(15, 1); print('ready', flush=True); time.sleep(600)")
    machine.lines()
    machine.cancel(grace=60)
    until(lambda: any(event["event"] == "signalled" for event in machine.events()))
    machine.cancel(force=True)
    assert machine.end().signal == 9


def test_a_stopped_process_is_ended_as_well(machine):
    machine.start("import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    (pid,) = pids_of(machine, 1)
    os.kill(pid, signal.SIGSTOP)
    machine.cancel(grace=10)
    assert machine.end().signal == 15


FORKS = """
import os, time
print("ready", flush=True)
for _ in range(60):
    if not os.fork():
        while True:
            if not os.fork():
                time.sleep(0.05)
                os._exit(0)
            os.wait()
time.sleep(600)
"""


def test_a_fork_bomb_is_no_match(machine):
    machine.start(FORKS)
    machine.lines()
    machine.cancel(force=True)
    status = machine.end()
    assert status.left_processes == 0
    assert status.ended_processes >= 10


def test_cancel_before_the_start_means_that_nothing_runs(machine):
    machine.workdir.call("cancel", {"job_id": "job"})
    status = machine.run("print('ran')")
    assert (status.reason, status.code) == ("cancelled", None)
    assert machine.read("rank-0.log") == b""


def test_cancel_of_what_is_over_changes_nothing(machine):
    before = machine.run("print('done')")
    machine.cancel(force=True)
    assert machine.status() == before


@pytest.mark.parametrize("delay", [0, 0.01, 0.02, 0.03, 0.05])
def test_cancel_racing_completion_ends_one_way_or_the_other(machine, delay):
    machine.start("print('done')")
    time.sleep(delay)
    machine.cancel(grace=1)
    status = machine.end()
    assert status.left_processes == 0
    assert (status.reason, status.code, status.signal) in {
        ("exited", 0, None), ("cancelled", None, None), ("cancelled", None, 15), ("cancelled", 0, None)
    }  # fmt: skip


def test_a_process_whose_number_changed_hands_is_not_signalled():
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        start = ending.processes.start_of(bystander.pid)
        ending.send(bystander.pid, start - 1, signal.SIGKILL)  # somebody had this number before
        time.sleep(0.05)
        assert bystander.poll() is None
        ending.send(bystander.pid, start, signal.SIGKILL)
        assert bystander.wait(5) == -9
    finally:
        bystander.kill()


def test_a_session_whose_leader_is_somebody_else_now_is_left_alone():
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    try:
        start = ending.processes.start_of(bystander.pid)
        assert bystander.pid in ending.Family("no:marker", session=(bystander.pid, start)).members()
        assert not ending.Family("no:marker", session=(bystander.pid, start - 1)).members()
    finally:
        bystander.kill()
        bystander.wait()


# -- without the runner ------------------------------------------------------------------------------------------------


def kill_the_runner(machine):
    os.kill(machine.facts("runner")["pid"], signal.SIGKILL)
    return until(lambda: (status := machine.status()).phase == "lost" and status)


def test_a_killed_runner_means_lost_and_cancel_still_ends_its_processes(machine):
    machine.start(FOREVER, sample_every=0.1)
    pids = pids_of(machine, HIDERS + 1)
    until(lambda: len(machine.facts("processes")["known"] if machine.read("processes") else []) == len(pids))
    lost = kill_the_runner(machine)
    assert (lost.reason, lost.alive) == ("agent killed", False)
    assert lost.left_processes == len(pids)
    assert all(map(is_alive, pids))
    machine.cancel(grace=0.2)
    status = machine.status()
    assert (status.phase, status.ended_processes, status.left_processes) == ("lost", len(pids), 0)
    assert all_gone(pids)


def test_a_runner_killed_after_the_exit_file_lost_nothing(machine):
    machine.run("import sys; sys.exit(4)")
    (machine.folder() / "status.json").write_text(json.dumps({"phase": "running", "started": 1.0}))
    status = machine.status()
    assert (status.phase, status.code) == ("finished", 4)
    assert status.sizes["rank-0.log"] == 0


def test_a_machine_that_restarted_is_told_from_a_killed_runner(machine):
    machine.start("import time; time.sleep(600)")
    kill_the_runner(machine)
    machine.cancel(force=True)
    (machine.folder() / "runner").write_text(json.dumps({**machine.facts("runner"), "boot": "an-earlier-life"}))
    (machine.folder() / "status.json").write_text(json.dumps({"phase": "running"}))
    assert machine.status().reason == "machine restarted"


def test_a_runner_asked_to_stop_ends_its_job_first(machine):
    machine.start(FOREVER)
    pids = pids_of(machine, HIDERS + 1)
    (machine.folder() / "job.json").touch()
    os.kill(machine.facts("runner")["pid"], signal.SIGTERM)
    machine.cancel(force=True)
    status = machine.end()
    assert status.reason in ("agent stopped", "cancelled")
    assert status.left_processes == 0
    assert all_gone(pids)


def test_a_start_that_was_killed_before_its_runner_signed_in_can_be_repeated(machine):
    (machine.folder() / "code").mkdir(parents=True)
    (machine.folder() / "lock").touch()
    (machine.folder() / "job.json").write_text("{}")
    assert machine.workdir.call("poll", {"jobs": ["job"]})["job"]["phase"] == "unknown"
    assert machine.run("print('ran')").code == 0
    assert machine.lines() == ["ran"]


# -- scripts that meddle with their own folder -------------------------------------------------------------------------


def test_a_runner_that_cannot_write_takes_its_job_with_it(machine):
    machine.start(
        "import os, time\nhere = os.path.dirname(os.environ['TRAINSHED_METRICS'])\nos.mkdir(here + '/system.jsonl')\n"
        "print(os.getpid(), flush=True)\ntime.sleep(600)",
        sample_every=0.2,
    )
    (pid,) = pids_of(machine, 1)
    status = machine.end()
    assert (status.phase, status.reason) == ("lost", "agent killed")
    assert "Is a directory" in status.detail
    assert not is_alive(pid)


def test_pipes_and_links_in_place_of_streams_hold_nobody_up(machine):
    machine.start(
        "import os, time\nhere = os.path.dirname(os.environ['TRAINSHED_METRICS'])\nos.mkfifo(here + '/metrics.jsonl')\n"
        "os.symlink('/etc/passwd', here + '/rank-7.log')\nopen(here + '/rank-x.log', 'w').write('x')\nprint('ready')"
    )
    status = machine.end()
    assert status.code == 0
    assert set(status.sizes) == {"rank-0.log", "events.jsonl"}
    seen = []
    machine.workdir.tail({"job": {}}, seen.append, wait=0)
    assert {frame.file for frame in seen} == {"rank-0.log", "events.jsonl"}


def test_rubbish_in_one_jobs_files_spoils_no_other_jobs_poll(machine):
    machine.run("1", "good")
    machine.run("1", "bad")
    for rubbish in ("{}", "[]", "null", "\x00", "{"):
        (machine.folder("bad") / "runner").write_text(rubbish)
        statuses = machine.launcher.poll(machine.handles)
        assert statuses["good"].phase == "finished"
        assert statuses["bad"].phase == "unknown"
    with pytest.raises(ComputeError, match="is damaged"):
        machine.cancel("bad")
    del machine.handles["bad"]
