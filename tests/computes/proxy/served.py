"""The studio of this very process behind a real web server, and a far side that tells what reached it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import uvicorn
from websockets.sync.server import serve

from tests.computes.machine import until


class Served:
    """The studio's ASGI application on a port of its own."""

    def __init__(self) -> None:
        from studio.asgi import application

        self.server = uvicorn.Server(uvicorn.Config(application, port=0, lifespan="off", log_level="warning", ws="websockets-sansio"))
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        until(lambda: self.server.started)
        self.host = f"127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"
        self.url = f"http://{self.host}"

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


class Lab:
    """An HTTP server that answers with what it was asked."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
        self.server.gate = threading.Event()
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def go_on(self) -> None:
        self.server.gate.set()

    def close(self) -> None:
        self.go_on()
        self.server.shutdown()
        self.server.server_close()


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        last = self.path.partition("?")[0].rpartition("/")[2]
        getattr(self, f"say_{last}", self.say_echo)()

    do_POST = do_PUT = do_DELETE = do_GET

    def say_echo(self) -> None:
        body = self._body()
        told = {"method": self.command, "path": self.path, "headers": [[k.lower(), v] for k, v in self.headers.items()], "bytes": len(body)}
        self._answer(json.dumps(told).encode(), [("content-type", "application/json")])

    def say_slow(self) -> None:
        """The first half now, the second when the test says so."""
        self.send_response(200)
        self.send_header("content-type", "text/plain")
        self.end_headers()
        self.wfile.write(b"first,")
        self.wfile.flush()
        self.server.gate.wait(30)
        self.wfile.write(b"second")
        self.close_connection = True

    def say_greedy(self) -> None:
        """What a server in the container may try."""
        greedy = [
            ("set-cookie", "trainshed_session=stolen; Path=/"),
            ("content-security-policy", "default-src *"),
            ("access-control-allow-origin", "*"),
            ("service-worker-allowed", "/"),
            ("clear-site-data", '"cookies"'),
            ("x-fine", "yes"),
        ]
        self._answer(b"<p>hello</p>", [("content-type", "text/html"), *greedy])

    def say_out(self) -> None:
        self._answer(b"", [("location", "/w/vision/members/")], 302)

    def say_in(self) -> None:
        self._answer(b"", [("location", "lab/tree")], 302)

    def log_message(self, *words) -> None:
        """Nobody reads it."""

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, body: bytes, headers: list, status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Sockets:
    """A websocket server that sends back what it gets, and remembers the heads of its requests."""

    def __init__(self) -> None:
        self.heads: list[dict] = []
        self.open = 0
        self.server = serve(
            self._talk, "127.0.0.1", 0, select_subprotocol=lambda _, offered: offered[0] if offered else None, max_size=None
        )
        self.address = f"127.0.0.1:{self.server.socket.getsockname()[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()

    def _talk(self, connection) -> None:
        self.heads.append(
            {name.lower(): value for name, value in connection.request.headers.raw_items()} | {"path": connection.request.path}
        )
        self.open += 1
        connection.send(b"early")
        for message in connection:
            if message == "bye":
                connection.close(4123, "as asked")
                break
            connection.send(message)
        self.open -= 1
