"""A machine that was restarted, and numbers of processes that changed hands: a reused number is neither believed nor ended."""

import json
import os
import signal
import subprocess

import pytest

from computes.agent import processes
from tests.computes.machine import is_alive, until

WAITS = "import time\nprint('up', flush=True)\ntime.sleep(600)\n"


@pytest.fixture
def innocent():
    """A process that is nobody's job."""
    process = subprocess.Popen(["sleep", "600"], start_new_session=True)
    yield process.pid
    process.kill()
    process.wait()


@pytest.fixture
def taken_over(machine, innocent):
    """`taken_over(boot=…, start=…)`: a job that died with its agent, and whose numbers are somebody else's now."""

    def arrange(**known) -> None:
        machine.start(WAITS)
        machine.lines()
        script, runner = machine.facts("pid-0"), machine.facts("runner")
        for pid in (runner["pid"], script["pid"]):
            os.kill(pid, signal.SIGKILL)
            until(lambda pid=pid: not is_alive(pid))
        theirs = {"pid": innocent, "start": processes.start_of(innocent), "boot": processes.boot_id(), **known}
        folder = machine.workdir
        folder.write("job", "runner", _json({**runner, **theirs}))
        folder.write("job", "pid-0", _json(theirs))
        folder.write("job", "processes", _json({"known": [[theirs["pid"], theirs["start"]]]}))

    return arrange


def test_after_a_restart_a_process_of_the_same_number_and_start_is_not_the_jobs(machine, taken_over, innocent):
    taken_over(boot="another-life-of-this-machine")
    status = machine.status()
    assert (status.phase, status.reason, status.alive) == ("lost", "machine restarted", False)
    machine.cancel(force=True)
    assert machine.status().reason == "machine restarted"
    assert machine.status().left_processes == 0
    assert is_alive(innocent)


def test_without_a_restart_a_process_that_started_later_is_not_the_jobs(machine, taken_over, innocent):
    taken_over(start=processes.start_of(innocent) - 1)
    status = machine.status()
    assert (status.phase, status.reason, status.alive) == ("lost", "agent killed", False)
    machine.cancel(force=True)
    assert machine.status().left_processes == 0
    assert is_alive(innocent)


def test_a_shutdown_that_the_script_obeys_first_is_a_shutdown(machine):
    machine.start(WAITS)
    machine.lines()
    script, runner = machine.facts("pid-0"), machine.facts("runner")
    os.kill(script["pid"], signal.SIGTERM)
    os.kill(runner["pid"], signal.SIGTERM)
    status = machine.end()
    assert (status.reason, status.signal, status.left_processes) == ("agent stopped", signal.SIGTERM, 0)


def test_a_script_that_somebody_asks_to_stop_is_none(machine):
    machine.start(WAITS)
    machine.lines()
    os.kill(machine.facts("pid-0")["pid"], signal.SIGTERM)
    assert (machine.end().reason, machine.status().signal) == ("exited", signal.SIGTERM)


def _json(facts: dict) -> bytes:
    return json.dumps(facts).encode()
