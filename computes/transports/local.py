"""The machine the studio itself runs on."""

from __future__ import annotations

import contextlib
import fcntl
import os
import selectors
import signal
import subprocess
import threading
import time

from computes.errors import ComputeError
from computes.transports import Sink, Stdin
from computes.values import Completed

PIECE = 1024 * 1024
# A job on this machine gets what a login would give it, and nothing of the studio: its settings hold secrets.
PASSED = {"PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM", "LD_LIBRARY_PATH", "JAVA_HOME"}
PASSED |= {"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "http_proxy", "https_proxy", "no_proxy", "all_proxy"}
PASSED |= {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}
PASSED_PREFIXES = ("LC_", "PIP_", "UV_", "XDG_", "CUDA_", "NVIDIA_", "HF_")


class LocalTransport:
    def run(self, argv: list[str], stdin: Stdin = b"", timeout: float | None = None, sink: Sink | None = None) -> Completed:
        try:
            # Its own session: what has to end it can end all of it, and Ctrl-C in the studio's terminal does not reach it.
            process = subprocess.Popen(
                argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                start_new_session=True,
                bufsize=0,
            )
        except (FileNotFoundError, PermissionError) as trouble:
            raise ComputeError(f"{argv[0]} cannot be run on this machine: {trouble.strerror}.") from trouble
        if sink is not None:
            with contextlib.suppress(OSError):  # beyond what this user may have in pipes
                fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIECE)
        with process:
            feeder = _feed(process, stdin)
            try:
                out, err = _read(process, timeout, sink)
                code = process.wait(timeout and 5)
            except BaseException:
                _end(process)
                raise
            finally:
                if feeder is not None:
                    feeder.join()
            if feeder is not None and feeder.failure is not None:
                raise feeder.failure
        return Completed(code, out, err)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in PASSED or name.startswith(PASSED_PREFIXES)}


def _feed(process: subprocess.Popen, stdin: Stdin) -> _Feeder | None:
    if isinstance(stdin, bytes) and len(stdin) <= 4096:  # fits any pipe: no second thread for a question
        _write(process, [stdin])
        return None
    feeder = _Feeder(process, stdin)
    feeder.start()
    return feeder


class _Feeder(threading.Thread):
    """Writes while the caller reads. When what it reads from fails, so does the command: half a stream is no stream."""

    def __init__(self, process: subprocess.Popen, stdin: Stdin) -> None:
        super().__init__(daemon=True)
        self.process, self.stdin = process, stdin
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            _write(self.process, _pieces(self.stdin))
        except BaseException as failure:  # raised again in the caller's thread
            self.failure = failure
            _end(self.process)


def _write(process: subprocess.Popen, pieces) -> None:
    with contextlib.suppress(BrokenPipeError):  # it ended without reading all: its exit code tells
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[process.stdin.write(rest) :]
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()


def _pieces(stdin: Stdin):
    if isinstance(stdin, bytes):
        return [stdin]
    return iter(lambda: stdin.read(PIECE), b"") if hasattr(stdin, "read") else stdin


def _read(process: subprocess.Popen, timeout: float | None, sink: Sink | None) -> tuple[bytes, bytes]:
    deadline = None if timeout is None else time.monotonic() + timeout
    out: list[bytes] = []
    err: list[bytes] = []
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, sink or out.append)
        selector.register(process.stderr, selectors.EVENT_READ, err.append)
        while selector.get_map():
            ready = selector.select(None if deadline is None else max(deadline - time.monotonic(), 0))
            if not ready:
                raise ComputeError(f"The command did not end within {timeout:g} seconds and was ended.", transient=True)
            for key, _ in ready:
                piece = os.read(key.fd, PIECE)
                key.data(piece) if piece else selector.unregister(key.fileobj)
    return b"".join(out), b"".join(err)


def _end(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
