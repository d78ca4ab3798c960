"""An HTTP server on loopback, in threads of the runner: it dies with it, and no process of its own could be left behind."""

from __future__ import annotations

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from ..refused import Refused
from . import routes, token
from .book import Unknown
from .relay import Relay

LARGEST_BODY = 32 * 2**20  # of a request in JSON; files have no limit but the disk


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, job: str, metrics_file: str, facts: dict) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.token = token.issue(facts["id"])
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.relay = Relay(job, metrics_file, facts, self.url, self.token)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        trouble = sys.exc_info()[1]
        if not isinstance(trouble, ConnectionError):  # a script that was ended leaves its connections
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/discovery":
            self._answer(200, self.server.relay.discovery())
        elif path.startswith("/content/"):
            self._send_file()
        else:
            self._act()

    def do_PUT(self) -> None:
        self._act() if not self.path.startswith("/content/") else self._receive_file()

    def do_POST(self) -> None:
        self._act()

    do_PATCH = do_DELETE = do_POST

    def log_message(self, format: str, *arguments) -> None:
        """Nothing: a run that logs for a week must not fill its folder with a line a request."""

    def _act(self) -> None:
        body = self._body()
        if body is None:
            return
        if not token.same(self.headers.get("Authorization", "").rpartition(" ")[2], self.server.token):
            self._refuse(401, "This relay serves one run alone, and the token is not that run's.")
            return
        found = routes.find(self.command, urlsplit(self.path).path)
        if found is None:
            self._unknown()
            return
        name, parts = found
        try:
            self._answer(200, getattr(self.server.relay, name)(json.loads(body or b"{}"), **parts))
        except Unknown as trouble:
            self._refuse(404, str(trouble))
        except (Refused, KeyError, TypeError, ValueError, AttributeError) as trouble:
            self._refuse(400, f"{type(trouble).__name__}: {trouble}")
        except OSError as trouble:
            self._refuse(500, str(trouble))

    def _body(self) -> bytes | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_BODY:
            self.close_connection = True
            self._refuse(413, f"A request of {length:,} bytes is more than the {LARGEST_BODY >> 20} MB that fit.")
            return None
        return self.rfile.read(length)

    def _unknown(self) -> None:
        # Lists of what is not here are empty, which keeps clients happy; asking for the rest cannot be answered honestly.
        if self.command == "GET":
            self._answer(200, {"value": []})
        else:
            self._refuse(501, "Trainshed has no such service inside a run: do this with the studio's SDK or on its pages.")

    def _send_file(self) -> None:
        name = self._file_name()
        if name is None:
            return
        try:
            with open(self.server.relay.files.place(name), "rb") as file:
                self._head(200, os.fstat(file.fileno()).st_size, "application/octet-stream")
                while piece := file.read(1 << 20):
                    self.wfile.write(piece)
        except (FileNotFoundError, IsADirectoryError, Refused):
            self._refuse(404, f"This run has no file {name}.")

    def _receive_file(self) -> None:
        name, length = self._file_name(), int(self.headers.get("Content-Length") or 0)
        if name is None:
            return
        try:
            self.server.relay.files.receive(name, self.rfile, length)
            self._head(201, 0, "application/json")
        except (OSError, Refused) as trouble:
            self.close_connection = True
            self._refuse(400, str(trouble))

    def _file_name(self) -> str | None:
        _, _, given, name = self.path.split("/", 3)
        if token.same(given, self.server.token):
            return unquote(urlsplit(name).path)
        self.close_connection = True
        self._refuse(401, "This relay serves one run alone, and the token is not that run's.")
        return None

    def _answer(self, code: int, value: dict | None) -> None:
        content = b"" if value is None else json.dumps(value).encode()
        self._head(code, len(content), "application/json")
        self.wfile.write(content)

    def _refuse(self, code: int, sentence: str) -> None:
        self._answer(code, {"error": {"code": "UserError" if code < 500 else "ServiceError", "message": sentence}})

    def _head(self, code: int, length: int, kind: str) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()
