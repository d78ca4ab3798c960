"""A target, and an S3 server of its own."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.computes.data.http import Server
from tests.computes.machine import Machine


@pytest.fixture
def machine(tmp_path) -> Iterator[Machine]:
    machine = Machine(tmp_path / "target")
    yield machine
    machine.close()


@pytest.fixture
def an_input() -> Callable[..., dict]:
    """`an_input(path, mode="download", name="raw")`: an item of job["data"]["inputs"], of a folder or an s3:// address."""
    return lambda address, name="raw", mode="download", **fields: _item(str(address), name, mode, fields)


@pytest.fixture
def an_output() -> Callable[..., dict]:
    return lambda address, name="model", mode="upload", **fields: _item(str(address), name, mode, fields)


@pytest.fixture
def data() -> Callable[..., dict]:
    """`data(inputs=[...], outputs=[...])`: job["data"], with the tests' own Python as the one that has fsspec."""
    return lambda inputs=(), outputs=(): {"inputs": list(inputs), "outputs": list(outputs), "tool": {"python": sys.executable}}


def _item(address: str, name: str, mode: str, fields: dict) -> dict:
    remote = "://" in address
    place = {"kind": "remote", "url": address} if remote else {"kind": "folder", "path": address, "root": address}
    item = {"name": name, "mode": mode, "place": place, "credentials": "store" if remote else None}
    return {**item, "variables": [f"AZUREML_DATAREFERENCE_{name}"], "words": [f"$AZUREML_DATAREFERENCE_{name}"], **fields}


@pytest.fixture
def slow_server() -> Iterator[Server]:
    """Sends a little of its file, and then nothing for as long as the test lasts."""
    over = threading.Event()

    def send(server: Server, handler) -> None:
        handler.wfile.write(b"x" * 100_000)
        server.busy.set()
        over.wait(60)

    server = Server(1_000_000, send)
    yield server
    over.set()
    server.close()


@pytest.fixture
def flaky_server() -> Iterator[Server]:
    """Breaks its first answers off in the middle."""

    def send(server: Server, handler) -> None:
        handler.wfile.write(b"x" * (500 if server.asked <= 2 else 1000))

    server = Server(1000, send)
    yield server
    server.close()


@pytest.fixture
def huge_server() -> Iterator[Server]:
    server = Server(10**18, lambda server, handler: None)
    yield server
    server.close()


@pytest.fixture
def sending_on() -> Iterator[Server]:
    """Sends everybody on to where clouds tell a machine its credentials."""
    server = Server(0, None, "http://169.254.169.254/latest/meta-data/")
    yield server
    server.close()


@pytest.fixture
def locked() -> Iterator[Server]:
    """Lets nobody in."""
    server = Server(0, None, status=403)
    yield server
    server.close()
