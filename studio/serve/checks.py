"""What must hold before anything starts. Each check refuses with one sentence."""

import errno
import fcntl
import os
import socket
import time
from pathlib import Path
from typing import IO

from studio.serve.options import Options
from studio.serve.refusal import Refusal


def writable(data: Path) -> None:
    """Makes the data folder and its parts, and proves that they can be written."""
    try:
        for folder in (data, data / "run", data / "logs", data / "valkey"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.write_bytes(b"")
            probe.unlink()
    except OSError as trouble:
        raise Refusal(
            f"The data folder {data} cannot be written: {trouble.strerror}. Make it writable for this user, "
            "or choose another folder: make run DATA=/path/to/folder"
        ) from trouble


def claim(data: Path) -> IO[str]:
    """Takes the data folder for this process. The claim lasts until the process ends, however it ends."""
    claim = open(data / "run" / "lock", "a+")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        claim.seek(0)
        owner = claim.read().strip() or "unknown"
        raise Refusal(
            f"Another studio (process {owner}) already uses the data folder {data}. Stop it first, "
            "or choose another folder: make run DATA=/path/to/folder"
        ) from None
    claim.truncate(0)
    claim.write(str(os.getpid()))
    claim.flush()
    return claim


def listen(options: Options, patience: float = 0) -> socket.socket:
    """The web's listening socket. It stays open here while the web is started again, so no visitor is turned away.

    With `patience`, a port that is taken may become free for that many seconds: a killed web lets go of it thread by thread."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return _listener(options)
        except OSError as trouble:
            if trouble.errno != errno.EADDRINUSE or time.monotonic() >= deadline:
                raise Refusal(_why_not(options, trouble)) from trouble
        time.sleep(0.05)


def _listener(options: Options) -> socket.socket:
    family, *_, address = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listener = socket.create_server(address[:2], family=family, backlog=1024)
    listener.set_inheritable(True)
    return listener


def _why_not(options: Options, trouble: OSError) -> str:
    if trouble.errno == errno.EADDRINUSE:
        return f"Port {options.port} on {options.host} is taken by another program. Stop it, or choose another port: make run PORT=8001"
    if trouble.errno == errno.EACCES:
        return f"Port {options.port} may not be opened by this user. Choose one above 1023: make run PORT=8000"
    reason = trouble.strerror or str(trouble)
    place = f"{options.host}, port {options.port}"
    return f"The studio cannot listen on {place}: {reason}. Choose an address of this machine: make run HOST=127.0.0.1"
