"""A registry of images over real HTTP, as small as one can be: the part of its API that a pull needs, with or without a sign-in.

https://distribution.github.io/distribution/spec/api/"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.machines.docker_image import archive_of

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar"


class Registry:
    """`names` maps "name:tag" to manifests, `blobs` digests to bytes. `pulls` counts how often a layer was asked for."""

    def __init__(self, user: str = "", password: str = "") -> None:
        self.blobs: dict[str, bytes] = {}
        self.names: dict[str, bytes] = {}
        self.credentials = base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        self.pulls = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def put(self, name: str, tag: str = "latest", filler: bytes = b"") -> str:
        """An image with nothing but a shell; its full name. `filler` makes it weigh something."""
        layer = archive_of({**_shell(), "filler": filler})
        facts = {"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/bin"], "Cmd": ["/bin/sh"]}}
        config = json.dumps({**facts, "rootfs": {"type": "layers", "diff_ids": [self._blob(layer)]}}).encode()
        described = [{"mediaType": LAYER, "size": len(layer), "digest": self._blob(layer)}]
        told = {"mediaType": CONFIG, "size": len(config), "digest": self._blob(config)}
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": told, "layers": described}
        self.names[f"{name}:{tag}"] = json.dumps(manifest).encode()
        return f"{self.address}/{name}:{tag}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _blob(self, content: bytes) -> str:
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        self.blobs[digest] = content
        return digest


def _shell() -> dict[str, bytes]:
    linked = subprocess.run(["ldd", "/bin/sh"], capture_output=True, text=True, check=True).stdout
    paths = ["/bin/sh", *re.findall(r"(/\S+) \(0x", linked)]
    found = {}
    for path in paths:
        with open(path, "rb") as file:
            found[path.lstrip("/")] = file.read()
    return found


def _handler(registry: Registry) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if registry.credentials and self.headers.get("Authorization") != f"Basic {registry.credentials}":
                return self._answer(401, _errors("UNAUTHORIZED", "authentication required"), {"WWW-Authenticate": 'Basic realm="tests"'})
            if self.path.rstrip("/") == "/v2":
                return self._answer(200, b"{}")
            if found := re.fullmatch(r"/v2/(.+)/manifests/(.+)", self.path):
                return self._manifest(found[1], found[2])
            found = re.fullmatch(r"/v2/.+/blobs/(.+)", self.path)
            content = registry.blobs.get(found[1]) if found else None
            if content is None:
                return self._answer(404, _errors("BLOB_UNKNOWN", "blob unknown"))
            registry.pulls += self.command == "GET"
            return self._answer(200, content)

        do_HEAD = do_GET

        def _manifest(self, name: str, reference: str) -> None:
            digests = {_digest(each): each for each in registry.names.values()}
            content = digests.get(reference) or registry.names.get(f"{name}:{reference}")
            if content is None:
                return self._answer(404, _errors("MANIFEST_UNKNOWN", "manifest unknown"))
            return self._answer(200, content, {"Content-Type": MANIFEST, "Docker-Content-Digest": _digest(content)})

        def _answer(self, status: int, content: bytes, headers: dict | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        def log_message(self, *words) -> None:
            pass

    return Handler


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _errors(code: str, message: str) -> bytes:
    return json.dumps({"errors": [{"code": code, "message": message}]}).encode()
