"""A live studio for benches: scripts as sources, submits as the page sends them, a websocket as the page opens it."""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import websockets

from tests.live import ROOT, LiveStudio


class BenchStudio:
    """`with BenchStudio(scripts={"name": "print(1)"}) as studio`; `environment` is for its processes."""

    def __init__(self, scripts: dict[str, str], **environment: str):
        self.scripts, self.environment = scripts, environment

    def __enter__(self) -> "BenchStudio":
        self.folder = tempfile.TemporaryDirectory()
        self.live = LiveStudio(Path(self.folder.name, "data"), **self.environment).start()
        self.browser = self.live.owner()
        self.made = self._arranged()
        return self

    def __exit__(self, *_) -> None:
        self.live.close()
        self.folder.cleanup()

    def submit(self, name: str) -> str:
        """The key of a new run: one POST, answered with the redirect to its page."""
        fields = {**self.made[name], "experiment": "bench", "submission": uuid.uuid4().hex, "name": "", "arguments": ""}
        fields["csrfmiddlewaretoken"] = self.browser.cookies["trainshed_csrf"]
        answer = self.browser.post("/w/main/runs/new/", data=fields, follow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"].rstrip("/").rpartition("/")[2]

    def window(self, key: str, line: int, count: int = 200) -> httpx.Response:
        return self.browser.get(f"/w/main/runs/{key}/logs/rank-0.log/window/?line={line}&count={count}")

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[websockets.ClientConnection]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        address = self.live.url.replace("http", "ws") + "/ws/w/main/"
        headers = {"Cookie": cookies}
        async with websockets.connect(address, origin=self.live.url, additional_headers=headers, max_size=None) as socket:
            yield socket

    def stored(self, key: str) -> int:
        """Bytes of the run's log that the studio has."""
        return self.window(key, -1, 1).json()["size"]

    def until(self, done, patience: float = 300) -> None:
        deadline = time.monotonic() + patience
        while not done():
            assert time.monotonic() < deadline, "it takes too long"
            time.sleep(0.05)

    def _arranged(self) -> dict:
        environment = self.live.environment | {"TRAINSHED_DATA": str(self.live.data), "DJANGO_SETTINGS_MODULE": "studio.settings"}
        command = [sys.executable, "-m", "tests.bench.arrange"]
        done = subprocess.run(command, cwd=ROOT, env=environment, input=json.dumps(self.scripts), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


async def watch(socket: websockets.ClientConnection, sub: int, **what) -> None:
    await socket.send(json.dumps({"sub": sub, **what}))


async def messages(socket: websockets.ClientConnection, seconds: float) -> AsyncIterator[dict]:
    """What arrives for so long, each acknowledged as the page does it."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            message = json.loads(await asyncio.wait_for(socket.recv(), left))
        except TimeoutError:
            return
        if "data" in message:
            await socket.send(json.dumps({"ack": message["sub"]}))
            yield message
