"""Sockets here that lead to the machine's engine and to its ports."""

import asyncio
import os
import socket
import stat
import threading

import docker
import pytest

from computes.transports.ssh import SshTransport
from tests.machines.sshd import free_port, sshd


@pytest.fixture
def echo():
    """The port of a server that gives back what it is given, until the end."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection):
        with connection:
            while piece := connection.recv(65536):
                connection.sendall(piece)

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


async def echoed(transport, port, content):
    reader, writer = await transport.open("127.0.0.1", port)

    async def write():
        writer.write(content)
        await writer.drain()
        writer.write_eof()

    _, answer = await asyncio.gather(write(), reader.read(-1))
    writer.close()
    return answer


async def test_a_stream_to_a_port_of_the_machine_carries_much_both_ways(over_ssh, echo):
    content = os.urandom(1_000_000) * 5
    assert await echoed(over_ssh(), echo, content) == content


async def test_many_streams_go_at_once(over_ssh, echo):
    contents = [b"%d" % number * 10_000 for number in range(30)]
    assert await asyncio.gather(*(echoed(over_ssh(), echo, content) for content in contents)) == contents


async def test_a_port_where_nothing_listens_is_an_end_at_once(over_ssh):
    reader, _ = await over_ssh().open("127.0.0.1", free_port())
    assert await reader.read() == b""


async def test_a_stream_finds_its_way_after_the_connection_was_lost(echo):
    with sshd() as machine:
        transport = SshTransport(machine.options)
        assert await echoed(transport, echo, b"before") == b"before"
        machine.hang_up()
        for _ in range(100):  # the first may still go down with the old connection
            if await echoed(transport, echo, b"after") == b"after":
                return
    raise AssertionError("no stream came through again")


def test_the_engine_is_reached_by_a_socket_of_our_own(dockerd, over_ssh):
    transport = over_ssh(docker_socket=dockerd.socket)
    os.chmod(dockerd.folder, 0o711)
    os.chmod(dockerd.socket, 0o666)  # the guest is not in the group that may
    address = transport.engine()
    path = address.removeprefix("unix://")
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
    client = docker.DockerClient(base_url=address)
    assert client.version()["Version"] == dockerd.client.version()["Version"]
    said = client.containers.run(dockerd.image, ["echo", "hello from afar"], remove=True)
    assert said == b"hello from afar\n"
    assert transport.engine() == address
    client.close()
