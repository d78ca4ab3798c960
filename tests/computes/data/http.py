"""HTTP servers that behave badly, each in its own way."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server:
    """Serves a file `raw.bin` of `size` bytes: `send(server, handler)` writes its body. Or sends everybody `elsewhere`."""

    def __init__(self, size: int, send, elsewhere: str = "", status: int = 200) -> None:
        self.busy, self.asked, self.open = threading.Event(), 0, True
        self.authorizations: list[str | None] = []
        self.web = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, size, send, elsewhere, 302 if elsewhere else status))
        self.url = f"http://127.0.0.1:{self.web.server_port}"
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def close(self) -> None:
        if not self.open:
            return
        self.open = False
        self.web.shutdown()
        self.web.server_close()


def _handler(server: Server, size: int, send, elsewhere: str, status: int):
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            server.authorizations.append(self.headers.get("Authorization"))
            self.send_response(status)
            self.send_header("Location", elsewhere)
            self.send_header("Content-Length", str(size))
            self.end_headers()

        def do_GET(self) -> None:
            server.asked += 1
            self.do_HEAD()
            if status == 200:
                send(server, self)

        def log_message(self, *_) -> None:
            pass

    return Handler
