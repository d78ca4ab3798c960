"""A command on this machine, through the one method that every transport has."""

import os
import sys
import time

import pytest

from computes.errors import ComputeError
from computes.transports.local import LocalTransport
from tests.computes.machine import all_gone, until

python = [sys.executable, "-S", "-c"]


def run(script, **how):
    return LocalTransport().run([*python, script], **how)


def test_code_output_and_errors_come_back():
    done = run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (done.code, done.out, done.err) == (3, b"out\n", b"err\n")


def test_a_command_that_a_signal_ended_has_a_negative_code():
    assert run("import os; os.kill(os.getpid(), 15)").code == -15


def test_no_shell_sees_the_words():
    assert LocalTransport().run(["printf", "%s|", "a b", "$HOME", ";", "'"]).out == b"a b|$HOME|;|'|"


def test_much_in_and_much_out_do_not_block_each_other():
    content = os.urandom(1 << 20) * 20
    echo = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    assert run(echo, stdin=content).out == content
    assert run(echo, stdin=(content[place : place + 999_999] for place in range(0, len(content), 999_999))).out == content


def test_a_command_that_does_not_read_its_input_is_no_error():
    assert run("print('done')", stdin=b"x" * 10_000_000).out == b"done\n"


def test_an_input_that_fails_ends_the_command_and_comes_through():
    def broken():
        yield b"half"
        raise ValueError("the store is damaged")

    with pytest.raises(ValueError, match="damaged"):
        run("import sys, time; sys.stdin.read(); time.sleep(60)", stdin=broken())


def test_a_sink_gets_the_output_as_it_comes():
    pieces = []
    began = time.monotonic()
    done = run(
        "import time; print(1, flush=True); time.sleep(0.5); print(2)", sink=lambda piece: pieces.append((time.monotonic() - began, piece))
    )
    assert b"".join(piece for _, piece in pieces) == b"1\n2\n"
    assert pieces[-1][0] - pieces[0][0] > 0.3
    assert done.out == b""


def test_what_the_sink_raises_ends_the_command():
    def full(piece):
        raise OSError("disk full")

    began = time.monotonic()
    with pytest.raises(OSError, match="disk full"):
        run("import time; print(1, flush=True); time.sleep(60)", sink=full)
    assert time.monotonic() - began < 20


def test_a_command_that_takes_too_long_is_ended_with_its_children():
    pids = []
    script = "import os, time; os.fork(); print(os.getpid(), flush=True); time.sleep(60)"
    with pytest.raises(ComputeError, match=r"within 0\.5 seconds") as trouble:
        run(script, timeout=0.5, sink=lambda piece: pids.extend(map(int, piece.split())))
    assert trouble.value.transient
    assert len(pids) == 2
    until(lambda: all_gone(pids), 5)


def test_a_command_that_never_stops_talking_or_closes_its_output_is_ended_in_time_too():
    began = time.monotonic()
    for script in ("while True: print('x' * 1000)", "import os, time; os.close(1); os.close(2); time.sleep(60)"):
        with pytest.raises(ComputeError, match=r"within 0\.5 seconds"):
            run(script, timeout=0.5, sink=lambda piece: None)
    assert time.monotonic() - began < 20


def test_a_program_that_is_not_there_is_said_in_a_sentence():
    with pytest.raises(ComputeError, match="no-such-program cannot be run on this machine"):
        LocalTransport().run(["no-such-program"])


def test_nothing_of_the_studios_own_environment_is_passed_on(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setenv("SOME_TOKEN", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    seen = run("import os; print(dict(os.environ))").out
    assert b"secret" not in seen
    assert b"http://proxy:3128" in seen
