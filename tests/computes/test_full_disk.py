"""A target whose disk is full: what runs goes on, what ends ends, and what has to be written down waits for room."""

import os
import subprocess

import pytest

from computes.errors import DiskFull
from computes.values import Job
from tests.computes.machine import Machine, is_alive, until
from tests.machines.disk import disk

# Fills all there is below outputs/, waits for the gate, and makes room again.
GREEDY = """
import os, sys, time
print("begin", flush=True)
try:
    with open(os.environ["TRAINSHED_OUTPUTS"] + "/ballast", "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
except OSError:
    open(GATE + ".full", "w").close()
while not os.path.exists(GATE):
    time.sleep(0.02)
os.unlink(os.environ["TRAINSHED_OUTPUTS"] + "/ballast")
print("end", flush=True)
"""
WAITING = """
import os, sys, time
print("begin", flush=True)
while not os.path.exists(GATE):
    time.sleep(0.02)
sys.exit(3)
"""

TOLD = ["preparing", "environment", "running", "exited", "finished"]


@pytest.fixture
def small(tmp_path):
    with disk(tmp_path / "small", 8) as small:
        yield small


@pytest.fixture
def machine(small):
    machine = Machine(small.path / "target")
    yield machine
    small.free()
    machine.close()


@pytest.fixture
def gate(tmp_path):
    return tmp_path / "gate"


def test_a_full_disk_ends_no_run_and_its_agent_says_later_what_it_could_not(machine, gate):
    machine.start(f"GATE = {str(gate)!r}" + GREEDY, sample_every=0.05)
    until(gate.with_name("gate.full").exists)
    status = until(lambda: (found := machine.status()).disk_full and found)
    assert status.alive
    until(lambda: machine.status().phase == "running")
    gate.touch()
    assert machine.end().code == 0
    assert machine.read("rank-0.log") == b"begin\nend\n"
    assert [event["event"] for event in machine.events()] == TOLD


def test_a_run_that_ends_on_a_full_disk_ends_and_says_that_it_was_full(machine, small, gate):
    machine.start(f"GATE = {str(gate)!r}" + WAITING)
    machine.lines()
    small.fill()
    gate.touch()
    status = machine.end()
    assert (status.code, status.reason, status.detail) == (3, "exited", "The disk of the machine was full.")
    assert machine.events()[-1]["event"] == "finished"


def test_the_last_words_of_a_run_wait_for_room(machine, small, gate):
    machine.start(f"GATE = {str(gate)!r}" + WAITING)
    pid = until(lambda: machine.status().pid)
    machine.lines()
    (machine.folder() / "reserve").unlink()
    small.fill()
    gate.touch()
    until(lambda: not is_alive(pid))
    status = machine.status()
    assert (status.phase, status.alive, status.disk_full) == ("running", True, True)
    small.free()
    assert machine.end().code == 3
    assert [event["event"] for event in machine.events()] == TOLD


def test_a_run_is_cancelled_on_a_disk_that_takes_not_a_byte(machine, small, gate):
    machine.start(f"GATE = {str(gate)!r}" + WAITING)
    pid = until(lambda: machine.status().pid)
    machine.lines()
    (machine.folder() / "reserve").unlink()
    small.fill()
    machine.cancel()
    until(lambda: not is_alive(pid))
    small.free()
    status = machine.end()
    assert (status.reason, status.ended_processes, status.left_processes) == ("cancelled", 1, 0)


def test_what_finds_no_room_to_start_starts_once_there_is(machine, small):
    machine.launcher.probe()  # the agent is there
    (machine.folder() / "code").mkdir(parents=True)
    small.fill()
    job = Job("job", ["true"])
    with pytest.raises(DiskFull, match="No space left on device"):
        machine.submit(job)
    small.free()
    machine.submit(job)
    assert machine.end().code == 0


def test_code_that_finds_no_room_says_so_though_git_leaves_some_again(machine, small, tmp_path):
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "large").write_bytes(os.urandom(4_500_000))
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=repository, check=True)
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=repository, text=True).strip()
    bundle = subprocess.check_output(["git", "bundle", "create", "-q", "-", "HEAD"], cwd=repository)
    with pytest.raises(DiskFull, match="git .* failed on the target: .*No space left on device"):
        machine.workdir.checkout("job", commit, lambda have: [bundle])


def test_an_agent_that_finds_no_room_leaves_nothing_of_itself(tmp_path):
    with disk(tmp_path / "tiny", 1) as tiny:
        (tiny.path / "filler").write_bytes(bytes(900_000))
        machine = Machine(tiny.path / "target")
        with pytest.raises(DiskFull, match="could not be put into"):
            machine.launcher.probe()
        assert list((tiny.path / "target" / "agent").iterdir()) == []
