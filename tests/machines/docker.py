"""A container engine of the tests' own: a real dockerd with its own folders, bridge and socket, beside any other on this machine."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import docker

from studio.serve.program import end_with_parent
from tests.machines import docker_image

IMAGE = "trainshed/tests:base"  # Debian with Python, bash and pip
OTHER_NAMES = ("python:3.11-slim",)  # by which people call such an image
ENVIRONMENT = ["ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "ENV LANG=C.UTF-8", 'CMD ["bash"]']
PLACES = range(200)
STARTS_WITHIN = 60


class Dockerd:
    """`socket` is the path of its socket, `url` the same for the SDK, `client` an SDK client, `image` the name of an image that is there."""

    image = IMAGE

    def __init__(self, *options: str) -> None:
        self.place, self.lock = _free_place()
        self.bridge = f"tsdocker{self.place}"
        self.gateway = f"10.88.{self.place}.1"  # this machine, as its containers see it
        # Short: a socket's path has at most 107 letters.
        self.folder = Path(tempfile.mkdtemp(prefix="tsd-"))
        self.socket = str(self.folder / "engine.sock")
        self.url = f"unix://{self.socket}"
        self.options = options
        self.left: dict[str, str] = {}  # what tests leave for later ones, by what it is
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Dockerd:
        _ip("link", "delete", self.bridge, check=False)  # left by tests that were killed
        _ip("link", "add", self.bridge, "type", "bridge")
        _ip("address", "add", f"{self.gateway}/24", "dev", self.bridge)
        _ip("link", "set", self.bridge, "up")
        self.begin()
        return self

    def begin(self) -> None:
        """Start the daemon alone; again after `die`."""
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._began():
            assert time.monotonic() < deadline, f"dockerd does not start; see {self.folder}/dockerd.log"
        self.client = docker.DockerClient(base_url=self.url, timeout=120)

    def import_base(self) -> Dockerd:
        tar = self.folder / "base.tar"
        docker_image.write(tar)
        with tar.open("rb") as stream:
            self.client.api.import_image_from_data(stream, repository=IMAGE.partition(":")[0], tag="base", changes=ENVIRONMENT)
        tar.unlink()
        for name in OTHER_NAMES:
            self.client.images.get(IMAGE).tag(*name.split(":"))
        return self

    def die(self) -> None:
        """Kill the daemon as a crash would; what runs in containers lives on until it is back."""
        assert self.process
        self.process.kill()
        self.process.wait()
        _end_containerd(self.folder)  # dockerd's own; with it a new dockerd would wait 15 seconds for nothing

    def close(self) -> None:
        with contextlib.suppress(Exception):
            for container in self.client.containers.list(all=True):
                container.remove(force=True)
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        _end_containerd(self.folder)
        _unmount(self.folder)
        _ip("link", "delete", self.bridge, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self.lock)

    def _began(self) -> bool:
        (self.folder / "pid").unlink(missing_ok=True)
        with (self.folder / "dockerd.log").open("ab") as log:
            command = ["dockerd", "-H", self.url, "--pidfile", f"{self.folder}/pid", "--bridge", self.bridge, *self._own(), *self.options]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_alone)
        deadline = time.monotonic() + STARTS_WITHIN / 2
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(docker.errors.DockerException):
                return docker.DockerClient(base_url=self.url, timeout=5).ping()
            time.sleep(0.05)
        self.die()  # the first start after a crash may wait in vain for its containerd
        return False

    def _own(self) -> list[str]:
        # No rules of a packet filter: nothing is published, and the rules would be shared with other engines of this machine.
        return [f"--data-root={self.folder}/data", f"--exec-root={self.folder}/exec", "--iptables=false", "--ip-masq=false"]


def _alone() -> None:
    os.setsid()
    end_with_parent()


def _free_place() -> tuple[int, int]:
    """A number that no other test process of this machine uses, and the lock that says so."""
    for place in PLACES:
        lock = os.open(f"{tempfile.gettempdir()}/trainshed-tests-dockerd-{place}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return place, lock
        except BlockingIOError:
            os.close(lock)
    raise RuntimeError("Too many engines of tests run on this machine.")


def _end_containerd(folder: Path) -> None:
    """dockerd starts a containerd of its own, which outlives a killed dockerd. What runs in containers does without it."""
    note = folder / "exec/containerd/containerd.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, ProcessLookupError):
        os.kill(int(note.read_text()), signal.SIGKILL)
        note.unlink()


def _unmount(folder: Path) -> None:
    for line in reversed(Path("/proc/self/mounts").read_text().splitlines()):
        if line.split()[1].startswith(str(folder)):
            subprocess.run(["umount", "-l", line.split()[1]], stderr=subprocess.DEVNULL)


def _ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=True)
