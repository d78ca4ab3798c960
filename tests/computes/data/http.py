"""HTTP servers that behave badly, each in its own way."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """Serves a file `raw.bin` of `size` bytes: `send(handler)` writes its body."""

    def __init__(self, size: int, send) -> None:
        self.busy, self.asked = threading.Event(), 0
        self.web = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, size, send))
        self.url = f"http://127.0.0.1:{self.web.server_port}"
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.web.shutdown()
        self.web.server_close()


def _handler(server: Server, size: int, send):
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.end_headers()

        def do_GET(self) -> None:
            server.asked += 1
            self.do_HEAD()
            send(server, self)

        def log_message(self, *_) -> None:
            pass

    return Handler
