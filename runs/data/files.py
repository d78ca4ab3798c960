"""The files of remote storage, for programs: listed, read and written through the studio.

A folder of the targets is not the studio's to open: who may read it is decided on the target."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404

from computes.agent.data.failed import Failed
from computes.agent.data.masking import masked
from computes.agent.data.names import checked
from runs.data.planning import place
from runs.data.resolving import below
from runs.data.trouble import Trouble
from runs.models import Datastore

PIECE = 2**20
A_FOLDER = "{store} is a folder on the compute targets, which the studio does not open. Copy files there with scp, or make a run that does."


def listed(store: Datastore, prefix: str, after: str, limit: int) -> tuple[list[dict[str, Any]], str | None]:
    """At most `limit` files below `prefix`, by name, those after the name `after`; and the name that the next page comes after."""
    with _opened(store, prefix) as remote:
        sizes, single = remote.files()
    before = below(prefix).rpartition("/")[0] if single else below(prefix)
    found = sorted((f"{before}/{name}".lstrip("/"), size) for name, size in sizes.items())
    found = [(name, size) for name, size in found if name > after][: limit + 1]
    items = [{"path": name, "size": size} for name, size in found[:limit]]
    return items, items[-1]["path"] if len(found) > limit else None


def read(store: Datastore, path: str) -> tuple[int, Iterator[bytes]]:
    """Its size, and its bytes. Http404 when it is not there."""
    with _opened(store, path) as remote:
        sizes, single = remote.files()
        if not single:
            raise Http404(f"{path} is a folder of {store}.")
        file = remote.system.open(remote.path, "rb", block_size=4 * PIECE)
    return next(iter(sizes.values())), _pieces(file)


def write(store: Datastore, path: str, content: UploadedFile, overwrite: bool) -> bool:
    """Put it there. False when a file is there already and `overwrite` is not asked for."""
    if store.protocol in ("http", "https"):
        raise ValidationError(f"{store} is a web address, which can be read alone.")
    folder, _, name = _below(path).rpartition("/")
    with _opened(store, folder) as remote:
        checked(name)
        if not overwrite and remote.system.exists(f"{remote.path.rstrip('/')}/{name}"):
            return False
        with _on_disk(content) as file:
            remote.put(file, name, lambda count: None)
    return True


@contextlib.contextmanager
def _opened(store: Datastore, path: str):
    if store.kind == Datastore.Kind.FOLDER:
        raise ValidationError(A_FOLDER.format(store=store))
    # Some 50 MB of libraries, which a web process loads when somebody needs them.
    from computes.agent.data.remote import RemoteStore

    secrets = store.secrets
    try:
        yield RemoteStore(place(store, _below(path))["url"], secrets)
    except Failed as trouble:
        sentence = masked(str(trouble), secrets)
        if isinstance(trouble.__cause__, FileNotFoundError):
            raise Http404(sentence[:1].upper() + sentence[1:]) from None
        raise ValidationError(sentence[:1].upper() + sentence[1:]) from None


def _below(path: str) -> str:
    try:
        return below(path)
    except Trouble as trouble:
        raise ValidationError(f"{str(trouble)[:1].upper()}{str(trouble)[1:]}") from None


def _pieces(file) -> Iterator[bytes]:
    with file:
        yield from iter(lambda: file.read(PIECE), b"")


@contextlib.contextmanager
def _on_disk(content: UploadedFile) -> Iterator[str]:
    if hasattr(content, "temporary_file_path"):
        yield content.temporary_file_path()
        return
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
        for piece in content.chunks():
            file.write(piece)
        file.flush()
        yield os.fspath(file.name)
