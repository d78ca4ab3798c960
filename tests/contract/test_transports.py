"""What every transport promises (see computes/transports): one set of tests for all."""

import os
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from computes.errors import ComputeError
from computes.transports.local import LocalTransport
from tests.computes.machine import all_gone, until

PYTHON = ["/usr/bin/python3", "-S", "-c"]
ECHO = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"


@pytest.fixture(params=["local", "ssh", "ssh through a jump host", "container"])
def transport(request):
    if request.param == "local":
        return LocalTransport()
    if request.param == "container":
        return request.getfixturevalue("in_a_container")
    from computes.transports.ssh import SshTransport

    sshd = request.getfixturevalue("an_sshd")
    through = f"{sshd.host}:{sshd.port}" if "jump" in request.param else ""
    return SshTransport({**sshd.options, "jump": through})


@pytest.fixture(scope="module")
def in_a_container(dockerd):
    """It shares the numbers of processes and the temporary folder with this machine: the tests look at both."""
    from computes.transports.container import ContainerTransport

    shared = {"pid_mode": "host", "volumes": {tempfile.gettempdir(): {"bind": tempfile.gettempdir(), "mode": "rw"}}}
    container = dockerd.client.containers.run(dockerd.image, ["sleep", "infinity"], detach=True, **shared)
    container.exec_run(["ln", "-s", "/usr/local/bin/python3", "/usr/bin/python3"])
    yield ContainerTransport(container.id, lambda: dockerd.url)
    container.remove(force=True)


@pytest.fixture
def run(transport):
    return lambda script, **how: transport.run([*PYTHON, script], **how)


def test_code_output_and_errors_come_back(run):
    done = run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (done.code, done.out, done.err) == (3, b"out\n", b"err\n")


def test_a_command_that_a_signal_ended_has_a_negative_code(run):
    assert run("import os; os.kill(os.getpid(), 15)").code == -15


def test_no_shell_sees_the_words(transport):
    words = ["a b", "$HOME", ";", "'", '"', "\\", "a\nb", "*", "~", "-", "", "é", "!x"]
    assert transport.run(["printf", "%s|", *words]).out.decode() == "".join(f"{word}|" for word in words)


def test_much_in_and_much_out_do_not_block_each_other(run):
    content = os.urandom(1 << 20) * 20
    assert run(ECHO, stdin=content).out == content
    assert run(ECHO, stdin=(content[place : place + 999_999] for place in range(0, len(content), 999_999))).out == content


def test_a_file_may_be_the_input(run, tmp_path):
    (tmp_path / "file").write_bytes(os.urandom(3_000_000))
    with open(tmp_path / "file", "rb") as file:
        assert run(ECHO, stdin=file).out == (tmp_path / "file").read_bytes()


def test_a_command_that_does_not_read_its_input_is_no_error(run):
    assert run("print('done')", stdin=b"x" * 10_000_000).out == b"done\n"


def test_what_closed_its_output_may_still_read(run):
    done = run("import os, sys; os.close(1); sys.exit(len(sys.stdin.read()) == 3_000_000)", stdin=[b"x" * 1_000_000] * 3)
    assert done.code == 1


def test_an_input_that_fails_ends_the_command_and_comes_through(run):
    def broken():
        yield b"half"
        raise ValueError("the store is damaged")

    with pytest.raises(ValueError, match="damaged"):
        run("import sys, time; sys.stdin.read(); time.sleep(60)", stdin=broken())


def test_a_sink_gets_the_output_as_it_comes(run):
    pieces = []
    began = time.monotonic()
    done = run(
        "import time; print(1, flush=True); time.sleep(0.5); print(2)", sink=lambda piece: pieces.append((time.monotonic() - began, piece))
    )
    assert b"".join(piece for _, piece in pieces) == b"1\n2\n"
    assert pieces[-1][0] - pieces[0][0] > 0.3
    assert done.out == b""


def test_a_slow_sink_slows_the_command_down(run):
    """Nothing between the two holds more than a few megabytes of what it prints."""
    told = Path(tempfile.gettempdir()) / f"trainshed-{uuid.uuid4().hex}"  # where any account may write
    taken, ahead = [], []

    def slow(piece):
        if not taken:
            time.sleep(0.5)
            ahead.append(len(told.read_text()))
        taken.append(len(piece))

    script = f"import sys; told = open('{told}', 'w')\nfor _ in range(60): sys.stdout.write('x' * 1_000_000); told.write('x'); told.flush()"
    try:
        assert run(script, sink=slow).code == 0
    finally:
        told.unlink()
    assert sum(taken) == 60_000_000
    assert ahead[0] < 10


def test_what_the_sink_raises_ends_the_command(run):
    def full(piece):
        raise OSError("disk full")

    began = time.monotonic()
    with pytest.raises(OSError, match="disk full"):
        run("import time; print(1, flush=True); time.sleep(60)", sink=full)
    assert time.monotonic() - began < 20


def test_a_command_that_takes_too_long_is_ended_with_its_children(run):
    pids = []
    script = "import os, time; os.fork(); print(os.getpid(), flush=True); time.sleep(60)"
    with pytest.raises(ComputeError, match=r"within 1 seconds") as trouble:
        run(script, timeout=1, sink=lambda piece: pids.extend(map(int, piece.split())))
    assert trouble.value.transient
    assert len(pids) == 2
    until(lambda: all_gone(pids), 10)


def test_a_command_that_never_stops_talking_or_closes_its_output_is_ended_in_time_too(run):
    began = time.monotonic()
    for script in ("while True: print('x' * 1000)", "import os, time; os.close(1); os.close(2); time.sleep(60)"):
        with pytest.raises(ComputeError, match=r"within 0\.5 seconds"):
            run(script, timeout=0.5, sink=lambda piece: None)
    assert time.monotonic() - began < 20


def test_a_program_that_is_not_there_is_said_in_a_sentence(transport):
    with pytest.raises(ComputeError, match="no-such-program cannot be run on") as trouble:
        transport.run(["no-such-program"])
    assert not trouble.value.transient


def test_many_threads_may_run_commands_at_once(run):
    with ThreadPoolExecutor(20) as pool:
        answers = pool.map(lambda number: run(f"import sys; print({number}, sys.stdin.read())", stdin=b"%d" % number).out, range(20))
    assert list(answers) == [b"%d %d\n" % (number, number) for number in range(20)]
