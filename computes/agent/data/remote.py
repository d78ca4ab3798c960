"""Remote storage, through fsspec."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator

from fsspec.callbacks import Callback

from . import storage
from .failed import Failed

WORKERS = 8  # transfers at once, where one connection can carry them
TRANSIENT_NUMBERS = {errno.EIO, errno.EBUSY, errno.EPIPE, errno.ENETUNREACH, errno.EHOSTUNREACH}
# By name: which of these libraries is there depends on the store.
TRANSIENT = {"ServerDisconnectedError", "ClientPayloadError", "ClientConnectorError", "ClientOSError", "SSHException", "FSTimeoutError"}
TRANSIENT |= {"EndpointConnectionError", "ConnectionClosedError", "ReadTimeoutError", "ConnectTimeoutError", "HTTPClientError"}
REFUSALS = {"PermissionError", "AuthenticationException", "NoCredentialsError"}
REFUSED = (401, 403)  # HTTP's own
LASTING = REFUSALS | {"BadHostKeyException", "FileNotFoundError"}


class RemoteStore:
    """See FolderStore: the same verbs. All that goes wrong out there is Failed, with a sentence."""

    def __init__(self, url: str, options: dict) -> None:
        self.url = url
        with self._trouble():
            self.system, self.path = storage.opened(url, options)
        self.workers = WORKERS if self.system.async_impl else 1

    def files(self) -> tuple[dict[str, int], bool]:
        with self._trouble():
            info = self.system.info(self.path)
            if info["type"] == "file":
                return {os.path.basename(self.path): info.get("size") or 0}, True
            return self._below(), False

    def entries(self) -> list[dict]:
        with self._trouble():
            return [self._entry(info) for info in self.system.ls(self.path, detail=True) if self._plain(info) != self.path.rstrip("/")]

    def names(self) -> set[str]:
        try:
            return set(self.files()[0])
        except Failed as trouble:
            if isinstance(trouble.__cause__, FileNotFoundError):
                return set()
            raise

    def get(self, name: str, path: str, moved) -> None:
        with self._trouble():
            self.system.get_file(self._of(name), path, callback=_Moved(moved))

    def put(self, path: str, name: str, moved) -> None:
        with self._trouble():
            # Object stores show an object once all of it is there; elsewhere it gets its name then.
            if self.system.async_impl:
                self.system.put_file(path, f"{self.path}/{name}", callback=_Moved(moved))
            else:
                self._put_and_rename(path, f"{self.path}/{name}", moved)

    def is_transient(self, trouble: BaseException) -> bool:
        cause = trouble.__cause__
        kinds = _kinds(cause)
        if kinds & LASTING:
            return False
        numbered = isinstance(cause, OSError) and cause.errno in TRANSIENT_NUMBERS
        return numbered or isinstance(cause, (ConnectionError, TimeoutError, EOFError)) or bool(kinds & TRANSIENT)

    def _entry(self, info: dict) -> dict:
        folder = info.get("type") == "directory"
        name = os.path.basename(self._plain(info)) or self._plain(info)
        return {"name": name, "type": "directory" if folder else "file", "size": None if folder else info.get("size")}

    def _plain(self, info: dict) -> str:
        return info["name"].rstrip("/")

    def _below(self) -> dict[str, int]:
        found = self.system.find(self.path, detail=True)
        prefix = self.path.rstrip("/") + "/"
        sizes = {name[len(prefix) :]: info for name, info in found.items() if name.startswith(prefix) and not name.endswith("/")}
        return {name: self._size(info) for name, info in sizes.items() if self._size(info) is not None}

    def _size(self, info: dict) -> int | None:
        if info.get("type") == "link":  # SFTP lists links as such
            with contextlib.suppress(OSError):
                info = self.system.info(info["name"])
        return None if info.get("type") not in ("file", None) else info.get("size") or 0

    def _of(self, name: str) -> str:
        single = os.path.basename(self.path) == name and self.system.isfile(self.path)
        return self.path if single else f"{self.path.rstrip('/')}/{name}"

    def _put_and_rename(self, path: str, wanted: str, moved) -> None:
        unfinished = f"{wanted}.part"
        self.system.makedirs(os.path.dirname(wanted), exist_ok=True)
        self.system.put_file(path, unfinished, callback=_Moved(moved))
        with contextlib.suppress(FileNotFoundError):
            self.system.rm_file(wanted)  # SFTP renames onto nothing
        self.system.mv(unfinished, wanted)

    @contextlib.contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except Failed:
            raise
        except OSError as trouble:
            if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
                raise  # this machine's disk, not the store
            raise Failed(self._why(_real(trouble))) from _real(trouble)
        except Exception as trouble:  # whatever library is behind fsspec: it has its own exceptions, and dozens of them
            raise Failed(self._why(trouble)) from trouble

    def _why(self, trouble: BaseException) -> str:
        text = " ".join(str(trouble).split())[:500].rstrip(".")
        if isinstance(trouble, FileNotFoundError):
            return f"there is no {self.url} ({text or 'not found'}). Correct the datastore or the path in it."
        if _kinds(trouble) & REFUSALS or getattr(trouble, "status", None) in REFUSED:
            return f"the store at {self.url} refuses these credentials ({text or 'access denied'}). Correct them in the datastore."
        if isinstance(trouble, ImportError):
            return f"the store at {self.url} needs a Python package that is not here: {text}."
        return f"the store at {self.url} answers with an error: {type(trouble).__name__}: {text or 'without words'}."


def _real(trouble: BaseException) -> BaseException:
    """What happened. fsspec tells of a web server that is away, or that asks for credentials, as of a file that is missing."""
    cause = trouble.__cause__
    told = _kinds(cause) & TRANSIENT or getattr(cause, "status", None) in REFUSED
    return cause if isinstance(trouble, FileNotFoundError) and cause is not None and told else trouble


def _kinds(trouble: BaseException | None) -> set[str]:
    return {kind.__name__ for kind in type(trouble).__mro__}


class _Moved(Callback):
    """fsspec's way to tell how many bytes went."""

    def __init__(self, moved) -> None:
        super().__init__()
        self.report = moved

    def relative_update(self, inc=1) -> None:
        self.report(inc)

    def absolute_update(self, value) -> None:
        self.report(value - self.value)
        self.value = value
