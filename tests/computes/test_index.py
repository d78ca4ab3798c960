"""Whether the package index answers from a target: the one that its own settings name."""

import base64
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from computes.agent.verbs import index


@pytest.fixture
def an_index():
    """`an_index.url`; it answers with `an_index.code`, and notes what it was asked with."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append((self.path, self.headers.get("Authorization")))
            self.send_response(server.code)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.code, server.asked = 200, []
    server.url = f"http://127.0.0.1:{server.server_port}/simple"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def ask(monkeypatch, tmp_path):
    """`ask(url)`: the verb's answer on a machine whose pip settings name this index."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))

    def answer(url: str) -> dict:
        monkeypatch.setenv("PIP_INDEX_URL", url)
        return index.answer({"wait": 5}, None)

    return answer


@pytest.mark.parametrize(
    ("code", "trouble"), [(200, None), (404, None), (403, "it answers with 403 Forbidden"), (502, "it answers with 502")]
)
def test_what_it_answers_with(an_index, ask, code, trouble):
    an_index.code = code
    told = ask(an_index.url)
    assert told["index"] == an_index.url
    assert (told["error"] or "").startswith(trouble or "")
    assert bool(told["error"]) == bool(trouble)
    assert an_index.asked[0][0] == "/simple/pip/"


def test_an_index_that_is_away(an_index, ask):
    an_index.shutdown()
    an_index.server_close()
    assert "refused" in ask(an_index.url)["error"]


def test_a_password_goes_to_the_index_and_nowhere_else(an_index, ask):
    told = ask(an_index.url.replace("//", "//me:secret%20word@"))
    assert an_index.asked[0][1] == "Basic " + base64.b64encode(b"me:secret word").decode()
    assert "secret" not in repr(told)
    assert told["index"] == an_index.url


def test_no_address_at_all(ask):
    assert ask("nonsense")["error"]
