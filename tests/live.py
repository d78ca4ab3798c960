"""A whole studio in its own processes, as `make run` starts it: on a free port, with a temporary data folder."""

import atexit
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import httpx

from tests import databases

ROOT = Path(__file__).resolve().parent.parent
OWNER = {"username": "ada", "name": "Ada", "password": "correct horse battery"}


DATABASE = "studio.sqlite3"


@cache
def _migrated() -> Path:
    """An empty database with all its tables: to make one takes longer than everything else that a studio does before it answers."""
    folder = Path(tempfile.mkdtemp(prefix="trainshed-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment = _clean_environment() | {"TRAINSHED_DATA": str(folder)}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return folder / DATABASE


class LiveStudio:
    """`start` and `stop` as often as a test likes; the data folder stays the same."""

    def __init__(self, data: Path, **environment: str):
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = "" if "DATABASE_URL" in environment else databases.create()
        self.environment = _clean_environment() | ({"DATABASE_URL": self.database} if self.database else {}) | environment
        self.output_file = data.with_name(f"{data.name}.output")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = 120) -> "LiveStudio":
        """Started, and answering; or nothing of it is left."""
        self.launch()
        try:
            self.until(lambda: "Ctrl-C stops the studio" in self.output, "the studio is up", patience)
        except BaseException:
            self.close()
            raise
        return self

    def launch(self) -> None:
        if not self.database and not self.data.exists():
            self.data.mkdir(mode=0o700, parents=True)
            shutil.copyfile(_migrated(), self.data / DATABASE)
        command = [sys.executable, "-m", "studio.serve", "--port", str(self.port), "--data", str(self.data)]
        with open(self.output_file, "wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )

    def stop(self, patience: float = 20) -> int:
        """Asked to stop as by Ctrl-C; the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(patience)
        finally:
            self.process.kill()
            self.process.wait()

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.stop()
        databases.drop(self.database)

    @property
    def output(self) -> str:
        """What it said since the last start."""
        return self.output_file.read_text()

    @property
    def link(self) -> str:
        """The first owner's one-time sign-in link."""
        found = re.search(r"http\S+/link/\S+", self.output)
        assert found, f"no sign-in link in:\n{self.output}"
        return found[0]

    def pid(self, name: str) -> int:
        """The process id of `valkey`, `web` or `worker`; 0 while it is not running."""
        try:
            return int((self.data / "run" / f"{name}.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):  # not there, or just being written: it may go at any moment between two looks
            return 0

    def kill(self, *names: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Signals these processes, all of them before any is noticed."""
        pids = {name: self.pid(name) for name in names}
        assert all(pids.values()), f"not all of them are running: {pids}\n{self.output}"
        for pid in pids.values():
            os.kill(pid, number)

    def until(self, done, what: str, patience: float = 20) -> None:
        """Waits for a condition; an AssertionError with the studio's output when it never holds."""
        deadline = time.monotonic() + patience
        while not done():
            assert time.monotonic() < deadline, f"not within {patience} s: {what}\n{self.output}"
            assert self.process and self.process.poll() is None, f"the studio ended before {what}\n{self.output}"
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz/", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def owner(self) -> httpx.Client:
        """A browser-like client in which the owner is signed in: by the link the first time, later by name and password."""
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=20)
        first = "/link/" in self.output
        page = client.get(self.link if first else "/sign-in/")
        fields = OWNER if first and page.status_code == 200 else {key: OWNER[key] for key in ("username", "password")}
        address = page.url if page.status_code == 200 else client.get("/sign-in/").url
        answer = client.post(address, data=fields | {"csrfmiddlewaretoken": client.cookies["trainshed_csrf"]}, follow_redirects=False)
        assert answer.status_code == 302, answer.text
        return client

    def manage(self, *arguments: str) -> str:
        """One command of manage.py in this studio's data folder."""
        environment = self.environment | {"TRAINSHED_DATA": str(self.data)}
        done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _clean_environment() -> dict[str, str]:
    """Ours, without what the tests set for themselves. A live studio always has a Valkey of its own, which tests may kill."""
    ours = ("TRAINSHED_", "DATABASE_URL", "REDIS_URL", "TESTS_", "PYTEST_", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
