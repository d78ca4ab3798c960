"""A long-lived container: commands are executed in it by its engine, over the engine's socket."""

from __future__ import annotations

import contextlib
import math
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import docker
import requests

from computes.errors import ComputeError, NotReached, ProgramMissing
from computes.transports import Sink, Stdin
from computes.transports.pieces import pieces
from computes.values import Completed

PIECE = 256 * 1024
# What the engine sends are frames: which stream, three zeros, how long. https://docs.docker.com/reference/api/engine/version/v1.41/
HEAD, OUT, ERR = struct.Struct(">BxxxL"), 1, 2
TOO_LONG = "The command did not end within {:g} seconds and was ended."
# The first line on stderr is the number of the command's process in the container, by which it can be ended; or says that there is no such program.
START = 'command -v "$1" >/dev/null 2>&1 || { echo none >&2; exit 127; }; echo $$ >&2; exec "$@"'
END = 'kill -s KILL -- -"$1" 2>/dev/null || kill -s KILL "$1"'


class ContainerTransport:
    def __init__(self, container: str, engine: Callable[[], str]) -> None:
        """`engine()` gives the address of the engine's socket; it is asked for at each command, for a forwarded one may move."""
        self.container, self.engine = container, engine

    def run(self, argv: list[str], stdin: Stdin = b"", timeout: float | None = None, sink: Sink | None = None) -> Completed:
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        with self._api() as api:
            with _told(self.container):
                started = api.exec_create(self.container, ["sh", "-c", START, "sh", *argv], stdin=True)["Id"]
                command = _Command(_begun(self.engine(), started, api.api_version), sink)
            try:
                command.talk(stdin, deadline)
                with _told(self.container):
                    code = _exit_code(api, started, deadline)
            except BaseException as failure:
                self._end(api, command)
                if isinstance(failure, TimeoutError):
                    raise ComputeError(TOO_LONG.format(timeout), transient=True) from failure
                raise
            finally:
                command.close()
        return _completed(argv, code, command)

    @contextlib.contextmanager
    def _api(self) -> Iterator[docker.APIClient]:
        # One a call: the SDK's client is not made for many threads, and a connection that carried a command serves for nothing else.
        with _told(self.container):
            api = docker.APIClient(base_url=self.engine(), version="auto", timeout=60)
        with contextlib.closing(api):
            yield api

    def _end(self, api: docker.APIClient, command: _Command) -> None:
        """The engine has no verb for it: another command in the container ends this one, and what it started beside it."""
        with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
            if command.pid:
                api.exec_start(api.exec_create(self.container, ["sh", "-c", END, "sh", command.pid])["Id"])


class _Command:
    """The two ways of a command's connection: what is fed to it, and the frames of what it says."""

    def __init__(self, begun: tuple[socket.socket, bytes], sink: Sink | None) -> None:
        self.socket, self.first = begun
        self.out: list[bytes] = []
        self.err: list[bytes] = []
        self.pid = ""
        self.take = {OUT: sink or self.out.append, ERR: self._err}
        self.failure: BaseException | None = None

    def talk(self, stdin: Stdin, deadline: float) -> None:
        feeder = threading.Thread(target=self._feed, args=(stdin,), daemon=True)
        feeder.start()
        try:
            self._hear(deadline)
        finally:
            self._hang_up()  # the engine would keep taking what a command that is over does not read
            feeder.join()
        if self.failure is not None:
            raise self.failure

    def close(self) -> None:
        self.socket.close()

    def _feed(self, stdin: Stdin) -> None:
        try:
            # A command that ended without reading all: its exit code tells. The engine keeps the connection, so the rest is read to its end.
            with contextlib.suppress(OSError):
                for piece in pieces(stdin, PIECE):
                    self.socket.sendall(piece)
                self.socket.shutdown(socket.SHUT_WR)
        except BaseException as failure:  # raised again in the caller's thread
            self.failure = failure
            self._hang_up()

    def _hear(self, deadline: float) -> None:
        buffer = bytearray(self.first)
        while True:
            while len(buffer) >= HEAD.size and len(buffer) >= HEAD.size + (length := HEAD.unpack_from(buffer)[1]):
                self.take[buffer[0]](bytes(buffer[HEAD.size : HEAD.size + length]))
                del buffer[: HEAD.size + length]
            if not (piece := self._read(deadline)):
                return
            buffer += piece

    def _read(self, deadline: float) -> bytes:
        self.socket.settimeout(None if deadline == math.inf else max(deadline - time.monotonic(), 0.001))
        try:
            return self.socket.recv(PIECE)
        except TimeoutError:
            raise
        except OSError:
            if self.failure is not None:
                return b""
            raise

    def _err(self, piece: bytes) -> None:
        self.err.append(piece)
        if not self.pid and b"\n" in (said := b"".join(self.err)):
            first, _, rest = said.partition(b"\n")
            self.pid, self.err[:] = first.decode("ascii", "replace"), [rest]

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


def _begun(address: str, command: str, version: str) -> tuple[socket.socket, bytes]:
    """A connection that carries the command, and what came on it already. Not the SDK's own: that one may swallow the first output, for it
    reads the answer's head through a buffer that it throws away."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(60)
    try:
        connection.connect(address.removeprefix("unix://"))
        body = b'{"Detach": false, "Tty": false}'
        head = f"POST /v{version}/exec/{command}/start HTTP/1.1\r\nHost: engine\r\nContent-Type: application/json\r\n"
        upgrade = f"Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall((head + upgrade).encode() + body)
        return connection, _past_the_head(connection)
    except BaseException:
        connection.close()
        raise


def _past_the_head(connection: socket.socket) -> bytes:
    answer = b""
    while b"\r\n\r\n" not in answer:
        if not (piece := connection.recv(PIECE)):
            raise ConnectionError("it hung up")
        answer += piece
    head, _, rest = answer.partition(b"\r\n\r\n")
    status = head.split()[1]
    if status not in (b"101", b"200"):
        raise ComputeError(f"The container engine did not start the command: {rest.decode('utf-8', 'replace').strip()}", transient=True)
    return rest


def _exit_code(api: docker.APIClient, started: str, deadline: float) -> int | None:
    """Once it ended: one that closed what it prints to may go on for long."""
    pause = 0.005
    while (found := api.exec_inspect(started))["Running"]:
        if time.monotonic() + pause > deadline:
            raise TimeoutError
        time.sleep(pause)
        pause = min(pause * 2, 1)
    return found["ExitCode"]


def _completed(argv: list[str], code: int | None, command: _Command) -> Completed:
    if command.pid == "none":
        raise ProgramMissing(f"{argv[0]} cannot be run on the compute instance: its image does not have it.")
    if code is None or not command.pid:
        raise ComputeError("The container stopped while a command ran in it.", transient=True)
    # The engine tells of a signal as a shell does.
    return Completed(128 - code if 128 < code < 160 else code, b"".join(command.out), b"".join(command.err))


@contextlib.contextmanager
def _told(container: str) -> Iterator[None]:
    try:
        yield
    except docker.errors.NotFound as trouble:
        raise NotReached(f"The container {container} is not there any more.", transient=True) from trouble
    except docker.errors.APIError as trouble:
        if trouble.status_code == 409:  # stopped, or being stopped
            raise NotReached("The compute instance is not running. Its owner starts it on its page.", transient=True) from trouble
        raise NotReached(f"The container engine refused: {trouble.explanation or trouble}", transient=True) from trouble
    except TimeoutError:
        raise
    except (docker.errors.DockerException, requests.RequestException, OSError) as trouble:
        raise NotReached(f"The container engine does not answer: {trouble}", transient=True) from trouble
