"""Remote storage, through fsspec."""

from __future__ import annotations

import contextlib
import errno
import os
import urllib.parse
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
        self.url, self.web = url, url.startswith(("http://", "https://"))
        self.addresses: dict[str, str] = {}
        with self._trouble():
            self.system, self.path = storage.opened(url, options)
        self.workers = WORKERS if self.system.async_impl else 1

    def files(self) -> tuple[dict[str, int], bool]:
        with self._trouble():
            info = self.system.info(self.path)
            # A web server calls everything a file; there a folder is what ends with a slash.
            if info["type"] == "file" and not self.path.endswith("/"):
                return {self._spoken(os.path.basename(self.path)): info.get("size") or 0}, True
            return self._below(), False

    def entries(self) -> list[dict]:
        with self._trouble():
            found = self.system.ls(self.path, detail=True)
            own = {self.path} if len(found) == 1 and found[0].get("type") == "file" else set()
            return [self._entry(info) for info in found if info["name"] in own or self._inside(info["name"].rstrip("/"))]

    def names(self) -> set[str]:
        try:
            return set(self.files()[0])
        except Failed as trouble:
            if isinstance(trouble.__cause__, FileNotFoundError):
                return set()
            raise

    def get(self, name: str, path: str, moved) -> None:
        with self._trouble():
            self.system.get_file(self.addresses.get(name, self.path), path, callback=_Moved(moved))

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
        name = os.path.basename(info["name"].rstrip("/"))
        return {"name": self._spoken(name), "type": "directory" if folder else "file", "size": None if folder else info.get("size")}

    def _below(self) -> dict[str, int]:
        """Sizes by name, and in `addresses` what the store itself calls each."""
        sizes = {}
        for address, info in self.system.find(self.path, detail=True).items():
            size = self._size(info)
            if size is not None and self._inside(address) and not address.endswith("/"):
                name = self._spoken(address[len(self.path.rstrip("/")) + 1 :])
                sizes[name], self.addresses[name] = size, address
        return sizes

    def _inside(self, address: str) -> bool:
        """A web page links to elsewhere too, and to itself in another order."""
        return address.startswith(self.path.rstrip("/") + "/") and not (self.web and set("?#") & set(address))

    def _spoken(self, name: str) -> str:
        # Before the name is judged: %2e%2e is no harmless name.
        return urllib.parse.unquote(name) if self.web else name

    def _size(self, info: dict) -> int | None:
        if info.get("type") == "link":  # SFTP lists links as such
            with contextlib.suppress(OSError):
                info = self.system.info(info["name"])
        return None if info.get("type") not in ("file", None) else info.get("size") or 0

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
        self.report, self.reached = moved, 0

    def relative_update(self, inc=1) -> None:
        self.report(inc)

    def absolute_update(self, value) -> None:
        self.report(value - self.reached)
        self.reached = value
