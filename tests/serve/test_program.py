"""One supervised program, with real processes."""

import os
import signal
import subprocess
import sys
import time

import pytest

from studio.serve import checks, identity
from studio.serve.log import Log
from studio.serve.program import FIRST_PAUSE, Program, ending
from tests.live import ROOT


@pytest.fixture
def a_program(tmp_path):
    checks.writable(tmp_path)
    made = []

    def make(*command: str) -> Program:
        made.append(Program("web", list(command), tmp_path, dict(os.environ)))
        return made[-1]

    yield make
    for program in made:
        program.signal(signal.SIGKILL)


def look_until(program: Program, done, patience: float = 10) -> None:
    deadline = time.monotonic() + patience
    while not done():
        assert time.monotonic() < deadline
        program.look()
        time.sleep(0.01)


def test_a_killed_program_is_started_again_after_a_short_pause(a_program):
    program = a_program("sleep", "60")
    program.start()
    first = program.process.pid
    program.process.kill()
    began = time.monotonic()
    look_until(program, lambda: program.process and program.process.pid != first)
    assert FIRST_PAUSE <= time.monotonic() - began < 2
    assert identity.noted(program.pid_file) == program.process.pid


def test_pauses_double_and_the_log_of_a_program_that_keeps_ending_is_shown(a_program, capsys):
    program = a_program("sh", "-c", "echo the reason why; exit 3")
    program.start()
    look_until(program, lambda: program.deaths == 3)
    said = capsys.readouterr().out
    assert [pause in said for pause in ("again in 0.2 s", "again in 0.4 s", "again in 0.8 s")] == [True] * 3
    assert "ended with code 3" in said
    assert "keeps ending, 3 times" in said
    assert "| the reason why" in said


def test_a_program_that_was_healthy_for_long_starts_over_with_a_short_pause(a_program):
    program = a_program("sleep", "60")
    program.start()
    program.deaths, program.started_at = 9, time.monotonic() - 31
    program.process.kill()
    look_until(program, lambda: program.deaths == 1)


def test_what_a_program_started_ends_with_it(a_program, tmp_path):
    program = a_program("sh", "-c", f"sleep 60 & echo $! > {tmp_path}/child; wait")
    program.start()
    look_until(program, lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
    child = int((tmp_path / "child").read_text())
    program.process.kill()
    look_until(program, lambda: program.deaths == 1)
    look_until(program, lambda: not identity.started(child))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")
def test_a_program_ends_when_its_studio_is_killed(tmp_path):
    checks.writable(tmp_path)
    script = f"""
import os, time
from pathlib import Path
from studio.serve.program import Program
Program("web", ["sleep", "60"], Path({str(tmp_path)!r}), dict(os.environ)).start()
print("started", flush=True)
time.sleep(60)
"""
    studio = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert studio.stdout and studio.stdout.readline() == b"started\n"
    program = identity.noted(tmp_path / "run" / "web.pid")
    assert program
    studio.kill()
    studio.wait()
    deadline = time.monotonic() + 5
    while identity.started(program):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_leftovers_are_ended_by_pid_and_start_time_and_nobody_else_is(tmp_path):
    ours, others = (subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(2))
    identity.note(tmp_path / "worker.pid", ours.pid)
    # The number of this one was noted long ago, for a process that is gone.
    (tmp_path / "web.pid").write_text(f"{others.pid} 12345\n")
    try:
        assert identity.end_leftovers(tmp_path, patience=1) == ["worker"]
        assert ours.wait(5) == -signal.SIGTERM
        assert others.poll() is None
        assert not list(tmp_path.glob("*.pid"))
    finally:
        ours.kill()
        others.kill()
        others.wait()


def test_a_leftover_that_does_not_listen_is_killed(tmp_path):
    stubborn = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo ready; sleep 60 & wait; wait"], start_new_session=True, stdout=subprocess.PIPE
    )
    assert stubborn.stdout and stubborn.stdout.readline() == b"ready\n"
    identity.note(tmp_path / "web.pid", stubborn.pid)
    identity.end_leftovers(tmp_path, patience=0.2)
    assert stubborn.wait(5) == -signal.SIGKILL


def test_a_log_that_grew_too_large_is_moved_aside_while_its_program_goes_on_writing(tmp_path):
    log = Log(tmp_path / "web.log")
    output = log.open()
    os.write(output, b"x" * 100)
    log.trim(largest=50)
    os.write(output, b"later\n")
    os.close(output)
    assert (tmp_path / "web.log").read_bytes() == b"later\n"
    assert (tmp_path / "web.log.1").read_bytes() == b"x" * 100


@pytest.mark.parametrize(("code", "words"), [(0, "ended with code 0"), (-9, "was ended by SIGKILL"), (-250, "was ended by signal 250")])
def test_the_end_of_a_process_is_said_in_words(code, words):
    assert ending(code) == words
