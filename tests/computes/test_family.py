"""Each net in which a process of a job is caught, by itself."""

import os
import subprocess
import sys

import pytest

from computes.agent import cgroup, processes
from computes.agent.ending import Family

SLEEPS = "import os, time; os.fork(); time.sleep(600)"
NOBODY = "nobody:at-all"


@pytest.fixture
def pair():
    """A process that carries a marker and has a child; both in a session of their own."""
    environment = {**os.environ, "TRAINSHED_JOB": "job:nonce"}
    process = subprocess.Popen([sys.executable, "-S", "-c", SLEEPS], env=environment, start_new_session=True)
    while len(processes.descendants(process.pid)) < 1:
        assert process.poll() is None
    yield process.pid, processes.descendants(process.pid)[0].pid
    os.killpg(process.pid, 9)
    process.wait()


def test_the_marker_catches_both(pair):
    assert set(Family("job:nonce").members()) == set(pair)
    assert not Family("job:other").members()
    assert not Family("job:non").members()  # the whole marker, not its beginning


def test_the_session_catches_both(pair):
    assert set(Family(NOBODY, session=(pair[0], processes.start_of(pair[0]))).members()) == set(pair)


def test_an_ancestor_catches_its_descendants_and_not_itself(pair):
    assert set(Family(NOBODY, ancestor=pair[0]).members()) == {pair[1]}


def test_the_list_that_was_kept_catches_with_descendants_and_only_the_same_process(pair):
    start = processes.start_of(pair[0])
    assert set(Family(NOBODY, known=[(pair[0], start)]).members()) == set(pair)
    assert not Family(NOBODY, known=[(pair[0], start + 1)]).members()


def test_a_group_catches_those_that_are_in_it(pair, tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "cgroup.procs").write_text("")
    (tmp_path / "inner" / "cgroup.procs").write_text(f"{pair[1]}\n")
    assert set(Family(NOBODY, group=cgroup.Group(str(tmp_path))).members()) == {pair[1]}
    assert not Family(NOBODY, group=cgroup.Group(str(tmp_path / "gone"))).members()


def test_nobody_is_caught_without_a_reason():
    assert not Family(NOBODY).members()


@pytest.mark.parametrize("name", ["plain", "with space", "a) R 1 (b", ")", "ab\nc"])
def test_a_program_may_have_any_name(name, tmp_path):
    program = tmp_path / name
    program.symlink_to("/bin/sleep")
    process = subprocess.Popen([program, "600"])
    try:
        found = processes.look_up(process.pid)
        assert (found.pid, found.parent) == (process.pid, os.getpid())
    finally:
        process.kill()
        process.wait()


def test_who_has_ended_is_not_alive_although_nobody_has_waited_for_it():
    process = subprocess.Popen(["true"])
    while (found := processes.look_up(process.pid)) and found.alive:
        pass
    assert processes.start_of(process.pid) is None
    process.wait()
    assert processes.look_up(process.pid) is None
