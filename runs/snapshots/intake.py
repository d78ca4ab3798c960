from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol

from .errors import SnapshotError
from .git import CHUNK, Git, end, finish, pipes
from .values import MEGABYTE


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Intake:
    """New objects of a store, gathered in a folder beside its own and moved there together at the end of the `with`.

    After an exception, or a kill at any moment, the store is as before: a half-filled folder is nobody's, and `tidy` removes it.
    """

    def __init__(self, store: Path) -> None:
        self.store = store
        self.importer: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Intake:
        intakes = self.store / "intake"
        intakes.mkdir(exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=intakes))
        (self.folder / "info").mkdir()
        (self.folder / "info" / "alternates").write_text(f"{self.store / 'objects'}\n")
        self.git = Git(self.store, GIT_OBJECT_DIRECTORY=str(self.folder), GIT_INDEX_FILE=str(self.folder / "index"))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.settle()
        finally:
            if self.importer:
                end(self.importer)
            shutil.rmtree(self.folder, ignore_errors=True)

    def put(self, content: bytes | Readable, size: int | None = None, limit: int = 300 * MEGABYTE) -> str:
        """Take in one file's content and give its hash. A stream is read to its end, or for exactly `size` bytes."""
        if not isinstance(content, bytes) and size is None:
            content = content.read(limit + 1)
        size = len(content) if isinstance(content, bytes) else size
        assert size is not None
        if size > limit:
            raise SnapshotError(f"A file is larger than {limit // MEGABYTE} MB. Leave it out, or ask for a higher limit.")
        return self._feed(content, size)

    def _feed(self, content: bytes | Readable, size: int) -> str:
        digest = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        pipe = self._open()
        try:
            pipe.write(b"blob\ndata %d\n" % size)
            for chunk in _chunks(content, size):
                digest.update(chunk)
                pipe.write(chunk)
            pipe.write(b"\n")
        except BrokenPipeError:
            self.flush()  # tells why
            raise
        return digest.hexdigest()

    def _open(self) -> IO[bytes]:
        """One process packs any number of blobs: 20,000 single files would take five times as long, then and at each later read."""
        if self.importer is None:
            self.importer = self.git.start("fast-import", "--quiet", "--done", "--depth=0", bufsize=CHUNK)
        return pipes(self.importer)[0]

    def put_pack(self, chunks: Iterable[bytes]) -> None:
        """Take in a pack of another repository."""
        child = self.git.start("index-pack", "--stdin")
        try:
            with contextlib.suppress(BrokenPipeError):  # `finish` tells why
                for chunk in chunks:
                    pipes(child)[0].write(chunk)
            finish(child, ["index-pack"])
        finally:
            end(child)

    def flush(self) -> None:
        """Make everything put so far readable for git."""
        if self.importer is None:
            return
        child, self.importer = self.importer, None
        try:
            with contextlib.suppress(BrokenPipeError):
                pipes(child)[0].write(b"done\n")
            finish(child, ["fast-import"])
        finally:
            end(child)

    def tree(self, files: dict[str, tuple[str, str]]) -> str:
        """The tree of path to (mode, blob hash). git checks each name once more, and that each blob is there."""
        self.flush()
        lines = b"".join(b"%s %s\t%s\0" % (mode.encode(), sha.encode(), path.encode()) for path, (mode, sha) in files.items())
        (self.folder / "index").unlink(missing_ok=True)
        self.git.run("update-index", "-z", "--index-info", stdin=lines)
        return self.git.run("write-tree").decode().strip()

    def settle(self) -> None:
        """Move what there is into the store now.

        Blobs come before the trees that name them, and a pack before its index, which makes it visible.
        """
        self.flush()
        packs = sorted((self.folder / "pack").glob("pack-*"), key=lambda path: path.suffix == ".idx")
        loose = [path for folder in self.folder.glob("[0-9a-f][0-9a-f]") for path in folder.iterdir()]
        for path in [*packs, *loose]:
            target = self.store / "objects" / path.relative_to(self.folder)
            target.parent.mkdir(exist_ok=True)
            os.replace(path, target)


def _chunks(content: bytes | Readable, size: int) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    left = size
    while left:
        chunk = content.read(min(CHUNK, left))
        if not chunk:
            raise SnapshotError("A file ended before its announced size: it is damaged or was changed meanwhile. Try again.")
        left -= len(chunk)
        yield chunk
