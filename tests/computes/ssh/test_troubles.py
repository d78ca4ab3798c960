"""What keeps us from a machine is said in a sentence with its way out."""

import socket
import threading

import pytest

from computes.errors import ComputeError
from computes.transports.ssh import SshTransport, host_key_of
from tests.machines.sshd import free_port, sshd


def refusal(transport):
    with pytest.raises(ComputeError) as trouble:
        transport.run(["true"])
    return trouble.value


def test_a_port_where_nothing_listens(over_ssh):
    port = free_port()
    trouble = refusal(over_ssh(port=port))
    assert str(trouble) == f"127.0.0.1 refuses connections at port {port}: start its SSH server, or correct the port."
    assert trouble.transient


def test_a_name_that_nobody_knows(over_ssh):
    trouble = refusal(over_ssh(host="nowhere.invalid"))
    assert "The name nowhere.invalid is not known on the studio's machine" in str(trouble)
    assert trouble.transient


@pytest.fixture
def something_else():
    """`something_else(b"…")`: a server that says this, and then nothing; its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    said = []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.sendall(said[0])
            connection.close()

    threading.Thread(target=serve, daemon=True).start()

    def say(words):
        said.append(words)
        return listener.getsockname()[1]

    yield say
    listener.close()


def test_a_server_of_another_kind(over_ssh, something_else):
    trouble = refusal(over_ssh(port=something_else(b"HTTP/1.1 400 Bad Request\r\n\r\n")))
    assert "does not speak SSH as it should" in str(trouble) or "closed the connection before anybody could sign in" in str(trouble)


def test_a_server_that_hangs_up_at_once(over_ssh, something_else):
    trouble = refusal(over_ssh(port=something_else(b"")))
    assert "closed the connection before anybody could sign in" in str(trouble)
    assert trouble.transient


def test_its_host_key_cannot_be_shown_either(an_sshd):
    with pytest.raises(ComputeError, match="refuses connections at port"):
        host_key_of({**an_sshd.options, "port": free_port()})


def test_what_lies_behind_a_jump_host_and_cannot_be_reached_from_there(over_ssh, an_sshd):
    trouble = refusal(over_ssh(jump=f"{an_sshd.host}:{an_sshd.port}", port=free_port()))
    assert "cannot be reached from the jump host before it" in str(trouble)


def test_a_jump_host_that_passes_nothing_on():
    with sshd(AllowTcpForwarding="no") as machine:
        trouble = refusal(SshTransport({**machine.options, "jump": f"{machine.host}:{machine.port}"}))
    assert "cannot be reached from the jump host before it" in str(trouble)


def test_an_account_whose_shell_runs_no_commands():
    with sshd(ForceCommand="echo This account is not available.; exit 1") as machine:
        trouble = refusal(SshTransport(machine.options))
    assert "runs no commands; it said: This account is not available." in str(trouble)
    assert not trouble.transient


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"host": ""}, "lacks its host or its user"),
        ({"port": "ssh"}, "'ssh' is no port"),
        ({"port": 70000}, "70000 is no port"),
        ({"jump": "ada@"}, "'ada@' is no jump host"),
        ({"auth": "magic"}, "Nobody can sign in with 'magic'"),
    ],
)
def test_options_that_mean_nothing(over_ssh, options, sentence):
    with pytest.raises(ComputeError, match=sentence):
        over_ssh(**options)
