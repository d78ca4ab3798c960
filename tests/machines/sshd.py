"""Real SSH servers of the tests' own, for the key of a plain user."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

# Runs are started as this account where the tests are root, which needs no rights there: made once, never removed.
GUEST = "trainshed-guest"
PYTHON = shutil.which("python3", path="/usr/bin:/usr/local/bin") or "python3"  # the guest may not look into the tests' own environment


def guest() -> pwd.struct_passwd:
    """The account that signs in: a plain one, or whoever runs the tests when that is not root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(GUEST)
    # '*' is no password that anybody could type; '!' would be a locked account, which sshd refuses.
    subprocess.run(["useradd", "--create-home", "--shell", "/bin/bash", "--password", "*", GUEST], check=False, capture_output=True)
    return pwd.getpwnam(GUEST)


# A test process that is killed leaves nothing behind: Linux ends such a program with the thread that started it, so one that stays does.
WITH_US = ("setpriv", "--pdeathsig", "KILL")
_starter = ThreadPoolExecutor(1)


class Sshd:
    """An SSH server. `options` open it as a target of kind "ssh"; what its jobs leave is below `home`, in `root`."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, **settings: Any) -> None:
        self.guest = guest()
        self.folder = Path(tempfile.mkdtemp(prefix="trainshed-sshd-"))
        self.folder.chmod(0o755)  # the guest's own are below
        self.host, self.port, self.settings = host, port or free_port(), settings
        self.home = self.folder / "home"
        self.home.mkdir(mode=0o700)
        os.chown(self.home, self.guest.pw_uid, self.guest.pw_gid)
        self.process: subprocess.Popen | None = None
        self.served: list[int] = []  # by listeners that are no more
        for name in ("host", "client"):
            keygen(self.folder / name)
        self.key, self.public_key = (self.folder / "client").read_text(), (self.folder / "client.pub").read_text()

    @property
    def host_key(self) -> str:
        return " ".join((self.folder / "host.pub").read_text().split()[:2])

    @property
    def root(self) -> Path:
        return self.home / ".trainshed"

    @property
    def options(self) -> dict[str, Any]:
        """What a target of kind "ssh" has, its secrets and its pinned key included; the folder is the default one."""
        where = {"host": self.host, "port": self.port, "user": self.guest.pw_name, "auth": "key", "python": PYTHON}
        return {**where, "key": self.key, "host_key": self.host_key}

    def start(self) -> Sshd:
        (self.folder / "config").write_text("".join(f"{name} {value}\n" for name, value in self._settings().items()))
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        self.process = started([*WITH_US, *self.command()], stdout=subprocess.DEVNULL)
        self.wait()
        return self

    def command(self) -> list[str]:
        program = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin") or "sshd"
        return [program, "-D", "-E", str(self.folder / "log"), "-f", str(self.folder / "config")]

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), 1) as connection:
                if connection.recv(4):
                    return
            time.sleep(0.02)
        raise TimeoutError("sshd did not start: " + (self.folder / "log").read_text())

    def stop(self) -> None:
        """No new connections; those there are go on."""
        if self.process is not None:
            self.served = self.sessions()
            self.process.terminate()
            self.process.wait()
            self.process = None

    def sessions(self) -> list[int]:
        """The processes that serve its connections."""
        listener = self.process.pid if self.process else 0
        return self.served + _children(listener)

    def hang_up(self) -> None:
        """End every connection, as when sshd or the network's middle dies; what runs goes on."""
        # Each is served by two where sshd is root: one that keeps its rights, and its child that holds the socket.
        sessions = self.sessions()
        for pid in [*sessions, *(child for session in sessions for child in _children(session) if _name(child) == "sshd")]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)
        self.served = []

    def change_host_key(self) -> None:
        """As after the machine was set up anew, or with somebody between."""
        self.stop()
        for name in ("host", "host.pub"):
            (self.folder / name).unlink()
        keygen(self.folder / "host")
        self.start()

    def close(self) -> None:
        self.hang_up()
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _settings(self) -> dict[str, Any]:
        return {
            "Port": self.port, "ListenAddress": self.host, "HostKey": self.folder / "host", "PidFile": "none",
            "AuthorizedKeysFile": self.folder / "client.pub", "StrictModes": "no", "UsePAM": "no",
            "PasswordAuthentication": "no", "KbdInteractiveAuthentication": "no", "Subsystem": "sftp internal-sftp",
            "SetEnv": f"HOME={self.home}", "MaxStartups": "100",
            **self.settings,
        }  # fmt: skip


@contextlib.contextmanager
def sshd(**settings: Any) -> Iterator[Sshd]:
    server = Sshd(**settings).start()
    try:
        yield server
    finally:
        server.close()


def started(command: list[str], **how: Any) -> subprocess.Popen:
    return _starter.submit(subprocess.Popen, command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how).result()


def keygen(path: Path, kind: str = "ed25519") -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", path], check=True)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(child) for child in found.split()]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
