"""A client of the container engine's HTTP API over its unix socket: https://docs.docker.com/engine/api/v1.41/"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pwd
import socket
from urllib.parse import quote, urlencode

VERSION = "v1.40"  # of Docker 19.03: the first with requests for GPUs
# A question that is no stream: an engine that writes gigabytes meanwhile takes its time.
PATIENCE = 120.0
PIECE = 65536
NO_ENGINE = (
    "There is no container engine on this target: nothing answers at {socket}. Start Docker there, or install it "
    "(https://docs.docker.com/engine/install/), or say in the target's options where its socket is."
)
NOT_ALLOWED = (
    "{user} may not use the container engine of this target: its socket {socket} is closed to that account. "
    "Add it to the socket's group there (sudo usermod -aG {group} {user}), and let it sign in anew."
)
GONE = "The container engine of this target stopped answering at {socket}: {trouble}."


class EngineError(Exception):
    """The engine answered that it will not or cannot: its own words, and the HTTP status."""

    def __init__(self, words: str, status: int = 0) -> None:
        super().__init__(words)
        self.words, self.status = words, status


class Unreachable(Exception):
    """Nobody answers: a sentence. What the engine's containers do is not known."""


class Engine:
    """Every call opens a connection of its own, so that calls of several threads never wait for each other."""

    def __init__(self, path: str) -> None:
        self.path = path

    def ask(self, method: str, path: str, /, body=None, timeout: float | None = PATIENCE, **query):
        """The engine's answer as JSON; None where it says nothing. EngineError or Unreachable."""
        with self.open(method, path, body, timeout, **query) as answer:
            content = answer.read()
        return json.loads(content) if content.strip() else None

    def find(self, path: str, /, **query) -> dict | None:
        """As `ask`, or None for what is not there."""
        try:
            return self.ask("GET", path, **query)
        except EngineError as refusal:
            if refusal.status == 404:
                return None
            raise

    def open(self, method: str, path: str, /, body=None, timeout: float | None = None, headers: dict | None = None, **query) -> Answer:
        """Begin a request; its answer is read piece by piece. `body` is JSON, or an iterator of bytes."""
        return Answer(self, method, _url(path, query), body, timeout, headers or {})

    def unreachable(self, trouble: Exception) -> Unreachable:
        if isinstance(trouble, PermissionError):
            return Unreachable(NOT_ALLOWED.format(socket=self.path, **_who(self.path)))
        if isinstance(trouble, (FileNotFoundError, ConnectionRefusedError, NotADirectoryError)):
            return Unreachable(NO_ENGINE.format(socket=self.path))
        words = getattr(trouble, "strerror", None) or str(trouble) or type(trouble).__name__
        return Unreachable(GONE.format(socket=self.path, trouble=words))


class Answer:
    """One request and its answer. `hang_up`, from any thread, ends both: the engine then gives up what it does for us."""

    def __init__(self, engine: Engine, method: str, url: str, body, timeout: float | None, headers: dict) -> None:
        self.engine = engine
        self.connection = _Connection(engine.path, timeout)
        try:
            self.response = self._sent(method, url, body, headers)
        except (OSError, http.client.HTTPException) as trouble:
            self.connection.close()
            raise engine.unreachable(trouble) from trouble
        if self.response.status >= 400:
            with self:
                raise EngineError(_words(self.read()), self.response.status)

    def _sent(self, method: str, url: str, body, headers: dict):
        if body is None or isinstance(body, (dict, list)):
            content = None if body is None else json.dumps(body).encode()
            self.connection.request(method, url, content, {"Content-Type": "application/json", **headers})
        else:
            self.connection.request(method, url, body, headers, encode_chunked=True)
        return self.connection.getresponse()

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, *trouble) -> None:
        self.connection.close()

    def read(self, size: int | None = None) -> bytes:
        try:
            return self.response.read(size) if size else self.response.read()
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as trouble:  # the last two: hung up in the midst of it
            raise self.engine.unreachable(trouble) from trouble

    def documents(self):
        """The JSON documents of a stream, one a line, as they come."""
        rest = b""
        while True:
            piece = self._some()
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                if line.strip():
                    yield json.loads(line)
            if not piece:
                if rest.strip():
                    yield json.loads(rest)
                return

    def _some(self) -> bytes:
        try:
            return self.response.read1(PIECE)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as trouble:
            raise self.engine.unreachable(trouble) from trouble

    def hang_up(self) -> None:
        with contextlib.suppress(OSError, AttributeError):  # it is over
            self.connection.sock.shutdown(socket.SHUT_RDWR)


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float | None) -> None:
        super().__init__("engine", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def _url(path: str, query: dict) -> str:
    """A list is a word said several times, a dict is JSON."""
    told = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in query.items() if value is not None}
    return f"/{VERSION}/{quote(path, safe='/:@')}" + ("?" + urlencode(told, doseq=True) if told else "")


def _words(content: bytes) -> str:
    try:
        return str(json.loads(content)["message"]).strip()
    except (ValueError, KeyError, TypeError):
        return content.decode("utf-8", "replace").strip()


def _who(path: str) -> dict:
    import grp

    try:
        group = grp.getgrgid(os.stat(path).st_gid).gr_name
    except (OSError, KeyError):
        group = "docker"
    return {"user": account(), "group": group}


def account() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
