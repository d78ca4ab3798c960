"""The machine the studio itself runs on."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import math
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Iterable

from computes.errors import ComputeError, ProgramMissing
from computes.transports import Sink, Stdin
from computes.values import Completed

PIECE = 1024 * 1024
FITS_ANY_PIPE = 4096  # no second thread for a question
TOO_LONG = "The command did not end within {:g} seconds and was ended."
# A job on this machine gets what a login would give it, and nothing of the studio: its settings hold secrets.
PASSED = {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM", "LD_LIBRARY_PATH", "JAVA_HOME"}
PASSED |= {"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy", "all_proxy"}
PASSED |= {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}
PASSED_PREFIXES = ("LC_", "PIP_", "UV_", "XDG_", "CUDA_", "NVIDIA_", "HF_")


class LocalTransport:
    def __init__(self, docker_socket: str = "/var/run/docker.sock") -> None:
        self.docker_socket = docker_socket

    def run(self, argv: list[str], stdin: Stdin = b"", timeout: float | None = None, sink: Sink | None = None) -> Completed:
        with _start(argv) as process:
            feeder = _Feeder(process, stdin)
            try:
                out, err = _read(process, timeout, sink)
            except BaseException:
                _end(process)
                raise
            finally:
                feeder.join()
            if feeder.failure is not None:
                raise feeder.failure
        return Completed(process.returncode, out, err)

    def engine(self) -> str:
        return f"unix://{self.docker_socket}"

    async def open(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            return await asyncio.open_connection(host, port)
        except OSError as trouble:
            raise ComputeError(f"Nothing answers at {host}, port {port}, on this machine: {trouble}.", transient=True) from trouble


def _start(argv: list[str]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        # Its own session: what has to end it can end all of it, and Ctrl-C in the studio's terminal does not reach it.
        process = subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=pipe, env=_environment(), start_new_session=True, bufsize=0)
    except (FileNotFoundError, PermissionError) as trouble:
        raise ProgramMissing(f"{argv[0]} cannot be run on this machine: {trouble.strerror}.") from trouble
    return process


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in PASSED or name.startswith(PASSED_PREFIXES)}


class _Feeder:
    """Writes while the caller reads. When what it reads from fails, so does the command: half a stream is no stream."""

    def __init__(self, process: subprocess.Popen[bytes], stdin: Stdin) -> None:
        assert process.stdin is not None  # it was asked for
        self.process, self.pipe, self.stdin = process, process.stdin, stdin
        self.failure: BaseException | None = None
        self.thread = None if isinstance(stdin, bytes) and len(stdin) <= FITS_ANY_PIPE else threading.Thread(target=self._feed, daemon=True)
        if self.thread is None:
            self._feed()
        else:
            self.thread.start()

    def join(self) -> None:
        if self.thread is not None:
            self.thread.join()

    def _feed(self) -> None:
        try:
            with contextlib.suppress(BrokenPipeError):  # it ended without reading all: its exit code tells
                for piece in _pieces(self.stdin):
                    self._write(memoryview(piece))
            self.pipe.close()
        except BaseException as failure:  # raised again in the caller's thread
            self.failure = failure
            _end(self.process)

    def _write(self, piece: memoryview) -> None:
        while piece:
            piece = piece[self.pipe.write(piece) :]


def _pieces(stdin: Stdin) -> Iterable[bytes]:
    if isinstance(stdin, bytes):
        return [stdin]
    if isinstance(stdin, Iterable) and not hasattr(stdin, "read"):
        return stdin
    return iter(lambda: stdin.read(PIECE), b"")


def _read(process: subprocess.Popen[bytes], timeout: float | None, sink: Sink | None) -> tuple[bytes, bytes]:
    assert process.stdout is not None  # they were asked for
    assert process.stderr is not None
    if sink is not None:
        with contextlib.suppress(OSError):  # beyond what this user may have in pipes
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIECE)
    deadline = math.inf if timeout is None else time.monotonic() + timeout
    out: list[bytes] = []
    err: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, sink or out.append)
        selector.register(process.stderr, selectors.EVENT_READ, err.append)
        while selector.get_map():
            for key, _ in selector.select(_left(deadline)):
                piece = os.read(key.fd, PIECE)
                key.data(piece) if piece else selector.unregister(key.fileobj)
            if time.monotonic() >= deadline:
                raise ComputeError(TOO_LONG.format(timeout), transient=True)
    try:
        process.wait(_left(deadline))
    except subprocess.TimeoutExpired as trouble:
        raise ComputeError(TOO_LONG.format(timeout), transient=True) from trouble
    return b"".join(out), b"".join(err)


def _left(deadline: float) -> float | None:
    return None if deadline == math.inf else max(deadline - time.monotonic(), 0)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
