"""What stands in the way of a start is said in one sentence, with exit code 2."""

import socket
import subprocess
import sys
import tempfile

import pytest

from studio.serve import checks, valkey
from studio.serve.options import Options
from studio.serve.refusal import Refusal
from tests.live import ROOT, free_port


def serve(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "studio.serve", *arguments]
    return subprocess.run(command, cwd=ROOT, env={"PATH": "/usr/bin:/bin"} | environment, capture_output=True, text=True, timeout=30)


def test_a_busy_port_is_named(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve("--port", str(port), "--data", str(tmp_path))
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 is taken by another program" in done.stderr
    assert "make run PORT=" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_is_no_number_is_refused(tmp_path):
    done = serve("--data", str(tmp_path), TRAINSHED_PORT="http")
    assert (done.returncode, done.stderr) == (2, "The port must be a number from 1 to 65535, not 'http'.\n")


def test_an_address_of_another_machine_is_refused(tmp_path):
    done = serve("--host", "192.0.2.1", "--port", str(free_port()), "--data", str(tmp_path))
    assert done.returncode == 2
    assert "cannot listen on 192.0.2.1" in done.stderr


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path):
    # A file where the folder should be: permissions would not stop root, who runs these tests in CI.
    (tmp_path / "data").write_text("")
    done = serve("--port", str(free_port()), "--data", str(tmp_path / "data"))
    assert done.returncode == 2
    assert f"The data folder {tmp_path / 'data'} cannot be written" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_data_folder_in_use_names_the_process_that_uses_it(tmp_path):
    checks.writable(tmp_path)
    with checks.claim(tmp_path):
        done = serve("--port", str(free_port()), "--data", str(tmp_path))
    assert done.returncode == 2
    assert "Another studio (process " in done.stderr
    assert str(tmp_path) in done.stderr


def test_a_claim_ends_with_its_process(tmp_path):
    checks.writable(tmp_path)
    checks.claim(tmp_path).close()
    checks.claim(tmp_path).close()


@pytest.fixture
def deep(tmp_path, monkeypatch):
    """A data folder whose path is too long for a socket, and a folder of temporary files of the test's own."""
    data = tmp_path.joinpath(*["a-long-name-of-a-folder"] * 5)
    checks.writable(data)
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setattr("tempfile.tempdir", short)
        yield data


def test_a_path_too_long_for_a_unix_socket_gets_a_short_one(deep):
    server = valkey.Valkey(deep)
    assert len(str(server.socket)) <= valkey.LONGEST_SOCKET_PATH
    assert server.socket.parent.stat().st_mode & 0o777 == 0o700


def test_a_socket_folder_that_somebody_else_put_there_is_not_trusted(deep, tmp_path):
    folder = valkey.Valkey(deep).socket.parent
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(Refusal, match="belongs to another user"):
        valkey.Valkey(deep)


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://[::1]:8000"), ("::1", "http://[::1]:8000"), ("gpu7", "http://gpu7:8000")],
)
def test_the_url_is_one_that_a_browser_can_open(tmp_path, host, url):
    assert Options(host, 8000, tmp_path, "").url == url
