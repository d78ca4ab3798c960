"""One kept-alive connection a target, found dead in time, and opened again by whoever needs it."""

import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from computes.errors import ComputeError
from computes.transports.ssh import SshTransport, connecting
from tests.computes.machine import all_gone, until
from tests.machines.sshd import sshd

CONNECTION = ["sh", "-c", "echo $SSH_CONNECTION"]  # its client's port tells one from another


@pytest.fixture
def machine():
    with sshd() as server:
        yield server


def ports(transport, number):
    """Those of the connections by which so many commands went that ran at once: each waits until all have begun."""
    begun, all_begun = [], threading.Event()

    def began(piece):
        begun.append(piece.split()[1])
        if len(begun) == number:
            all_begun.set()

    with ThreadPoolExecutor(number) as pool:
        command = ["sh", "-c", "echo $SSH_CONNECTION; read word"]
        list(pool.map(lambda _: transport.run(command, _when(all_begun), 60, began), range(number)))
    return set(begun)


def _when(event):
    assert event.wait(60)
    yield b"word\n"


def test_all_that_ask_for_a_target_share_its_connection(machine):
    first = SshTransport({**machine.options, "target": 7}).run(CONNECTION).out
    assert SshTransport({**machine.options, "target": 7}).run(CONNECTION).out == first
    assert SshTransport({**machine.options, "target": 8}).run(CONNECTION).out != first


def test_those_who_come_while_it_is_opened_wait_for_the_same_one(machine):
    assert len(ports(SshTransport(machine.options), 8)) == 1


def test_more_commands_than_a_connection_takes_get_another(machine):
    assert len(ports(SshTransport(machine.options), 20)) == 3


def test_a_machine_that_takes_fewer_sessions_gets_more_connections():
    with sshd(MaxSessions="2") as stingy:
        assert len(ports(SshTransport(stingy.options), 6)) >= 3


def test_a_machine_that_takes_none_says_so():
    with sshd(MaxSessions="0") as closed, pytest.raises(ComputeError, match="takes no further sessions: raise MaxSessions"):
        SshTransport(closed.options).run(["true"])


def test_changed_options_leave_the_old_connection(machine):
    before = SshTransport({**machine.options, "target": 7})
    before.run(CONNECTION)
    assert len(machine.sessions()) == 1
    after = SshTransport({**machine.options, "target": 7, "host": "localhost"})
    after.run(CONNECTION)
    until(lambda: len(machine.sessions()) == 1)


def test_a_command_that_is_under_way_ends_in_peace_when_the_options_change(machine):
    before = SshTransport({**machine.options, "target": 7})
    with ThreadPoolExecutor(1) as pool:
        ready = threading.Event()
        running = pool.submit(before.run, ["sh", "-c", "echo up; read word; echo $word"], _when(ready), None, None)
        until(lambda: len(machine.sessions()) == 1)
        SshTransport({**machine.options, "target": 7, "host": "localhost"}).run(["true"])
        ready.set()
        assert running.result().out == b"up\nword\n"
    until(lambda: len(machine.sessions()) == 1)


def test_a_command_whose_connection_dies_is_unknown_and_the_next_one_goes_by_a_new_connection(machine):
    transport = SshTransport(machine.options)
    with pytest.raises(ComputeError, match="broke off in the midst of a command") as trouble:
        transport.run(["sh", "-c", "echo up; sleep 60"], sink=lambda piece: machine.hang_up())
    assert trouble.value.transient
    assert transport.run(["true"]).code == 0


def test_a_dead_machine_holds_up_nobody_else(three_hosts):
    dead, alive, _ = three_hosts
    dead.cut()
    began = time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        waiting = [pool.submit(SshTransport(dead.options).run, ["true"]) for _ in range(5)]
        assert SshTransport(alive.options).run(["true"]).code == 0
        assert not any(each.done() for each in waiting)
        for each in waiting:
            with pytest.raises(ComputeError, match="did not answer within 10 seconds: it is off, or a firewall") as trouble:
                each.result()
            assert trouble.value.transient
    assert time.monotonic() - began < 30  # together, not one after the other


def test_a_machine_that_falls_silent_is_noticed_and_found_again(three_hosts, monkeypatch):
    monkeypatch.setitem(connecting.KEEPALIVE, "keepalive_interval", 0.5)
    host = three_hosts[0]
    transport = SshTransport({**host.options, "target": "opened anew"})
    with pytest.raises(ComputeError, match="broke off in the midst of a command") as trouble:
        transport.run(["sh", "-c", "echo up; sleep 100"], sink=lambda piece: host.cut())
    assert trouble.value.transient
    host.heal()
    assert re.fullmatch(rb"ts-\d+-0\n", transport.run(["hostname"]).out)


def test_a_web_process_does_not_pay_for_ssh():
    script = "import computes.kinds, sys; sys.exit('asyncssh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


def test_a_part_of_the_output_never_passes_for_all_of_it(machine):
    """OpenSSH tells the exit code before the last of the output."""
    taken = []

    def hang_up_when_it_is_over(piece):
        if not taken:
            until(lambda: all_gone([int(piece.split()[0])]))
            machine.hang_up()
            until(lambda: not machine.sessions())
        taken.append(len(piece))

    script = "import os; print(os.getpid(), flush=True); os.write(1, b'x' * 2_500_000)"
    try:
        SshTransport(machine.options).run(["/usr/bin/python3", "-c", script], sink=hang_up_when_it_is_over)
    except ComputeError as trouble:
        assert "broke off" in str(trouble)
    else:
        assert sum(taken) > 2_500_000


def test_what_ran_too_long_is_ended_also_when_it_had_hardly_begun(machine):
    transport = SshTransport(machine.options)
    transport.run(["true"])
    with ThreadPoolExecutor(20) as pool:
        for each in [pool.submit(transport.run, ["sleep", "1234.5"], timeout=0.005 * number) for number in range(20)]:
            with pytest.raises(ComputeError, match="did not end within"):
                each.result()
    until(lambda: b"1234.5" not in transport.run(["ps", "-e", "-o", "args="]).out)
