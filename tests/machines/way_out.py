"""The one way from containers of the tests' engine to a package index: a proxy on their bridge that tunnels what this machine itself reaches."""

from __future__ import annotations

import contextlib
import select
import socket
import socketserver
import threading

PIECE = 64 * 1024


class WayOut:
    """`url` is what a container takes for its HTTPS_PROXY."""

    def __init__(self, address: str) -> None:
        self.server = _Server((address, 0), _Tunnel)
        self.url = f"http://{address}:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _Tunnel(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        method, place, _ = self.rfile.readline().decode("latin-1").split()
        while self.rfile.readline().strip():
            continue
        if method != "CONNECT":
            self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
            return
        host, _, port = place.rpartition(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=30) as far:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            _join(self.connection, far)


def _join(near: socket.socket, far: socket.socket) -> None:
    other = {near: far, far: near}
    while True:
        for ready in select.select([near, far], [], [])[0]:
            if not (piece := ready.recv(PIECE)):
                return
            other[ready].sendall(piece)
