"""A studio of its own for the demo: temporary data folder, free port, gone afterwards."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Self

from studio.demo.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
# The demo shows what a newcomer gets, whatever this shell is set up for.
OURS = ("TRAINSHED_", "DATABASE_URL", "REDIS_URL")


class Trouble(Exception):
    """Why the demo cannot go on."""


class Host:
    def __init__(self, terminal: Terminal):
        self.terminal = terminal

    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory(prefix="trainshed-demo-")
        self.output = Path(self.folder.name, "output")
        self.terminal.say(f"Starting a studio in {self.folder.name}")
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.folder.cleanup()
        self.terminal.say("The studio is stopped and its folder removed.")

    def _start(self) -> None:
        began = time.monotonic()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        command = [sys.executable, "-m", "studio.serve", "--port", str(_free_port()), "--data", f"{self.folder.name}/data"]
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True)
        while not (found := re.search(r"http\S+/link/\S+", text := self.output.read_text())):
            if self.process.poll() is not None:
                raise Trouble(f"the studio did not start.\n{text}")
            time.sleep(0.02)
        self.link = found[0]
        self.terminal.say(f"The studio is up after {time.monotonic() - began:.1f} s: {self.link.partition('/link/')[0]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
