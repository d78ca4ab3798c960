"""A folder of a web server that lists it."""

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Quiet(SimpleHTTPRequestHandler):
    credentials: list[str | None] = []

    def log_message(self, *_) -> None:
        self.credentials.append(self.headers.get("Authorization"))


@pytest.fixture
def site(tmp_path) -> Iterator[str]:
    folder = tmp_path / "site" / "data" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("1,2")
    (folder.parent / "b c.csv").write_text("3,4")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_folder_that_is_listed_is_downloaded(machine, site, an_input, data):
    script = "import os; print(sorted(os.listdir('raw')), sorted(os.listdir('raw/deep')))"
    status = machine.run(script, data=data([an_input(f"{site}/data/", path_on_compute="raw")]))

    assert status.code == 0, status.detail
    assert machine.read("rank-0.log").decode().strip() == "['b c.csv', 'deep'] ['a.csv']"


def test_an_upload_to_it_says_that_it_cannot_be(machine, site, an_output, data):
    script = "import os; open(os.environ['AZUREML_DATAREFERENCE_model'] + '/x', 'w').close()"
    status = machine.run(script, data=data(outputs=[an_output(f"{site}/data/")]))

    assert status.reason == "data failed"


def test_passwords_that_lie_around_on_the_machine_are_not_sent(machine, site, an_input, data, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login carl password hunter2\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    Quiet.credentials.clear()

    status = machine.run("print('ready')", data=data([an_input(f"{site}/data/", path_on_compute="raw")]))

    assert status.code == 0, status.detail
    assert set(Quiet.credentials) == {None}
