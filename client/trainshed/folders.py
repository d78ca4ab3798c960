"""A folder of this machine into a source: the studio says which files count and which contents it lacks; those alone are sent."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .connection import Connection, StudioError
from .gitfacts import git_facts

IGNORES = (".amlignore", ".gitignore")
# Never part of a snapshot, and not worth walking through to hear it from the studio.
SKIPPED = {".git", "__pycache__", ".venv", "node_modules", ".ipynb_checkpoints"}
BATCH_FILES, BATCH_BYTES = 200, 16 * 2**20


def upload(connection: Connection, source: str, folder: Path, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """The facts of the snapshot; `source` is the path of the source in the API."""
    if not folder.is_dir():
        raise StudioError(f"{folder} is no folder.")
    kept = _kept(connection, source, folder)
    entries = {path: (_hash(folder / path), _mode(folder / path)) for path in kept}
    places = {sha: path for path, (sha, _) in entries.items()}
    missing = connection.post(f"{source}/missing", {"hashes": list(places)})["missing"]
    _send(connection, source, {sha: folder / places[sha] for sha in missing}, progress)
    files = {path: {"sha": sha, "mode": mode} for path, (sha, mode) in entries.items()}
    return connection.post(f"{source}/snapshots", {"files": files, "git": git_facts(folder)})


def _kept(connection: Connection, source: str, folder: Path) -> list[str]:
    """The paths that a snapshot would hold, if they are not too many or too large: told before anything is sent."""
    paths = list(_walk(folder))
    ignores = {path: (folder / path).read_text(errors="surrogateescape") for path in paths if path.rpartition("/")[2] in IGNORES}
    choice = connection.post(f"{source}/choice", {"paths": paths, "ignores": ignores})
    kept, limits = choice["kept"], choice["limits"]
    size = sum((folder / path).lstat().st_size for path in kept)
    if len(kept) > limits["files"]:
        raise StudioError(
            f"{folder} has {len(kept):,} files, more than the {limits['files']:,} accepted. Name what is not code in .amlignore."
        )
    if size > limits["bytes"]:
        most = f"{limits['bytes'] / 2**20:,.0f} MB"
        raise StudioError(f"{folder} has {size / 2**20:,.0f} MB, more than the {most} accepted. Name what is not code in .amlignore.")
    return kept


def _walk(folder: Path) -> Iterator[str]:
    """Files and links below `folder`, with forward slashes; links to folders are links."""
    for at, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(at) / name).is_symlink()]
        folders[:] = [name for name in folders if name not in SKIPPED and name not in links]
        for name in [*files, *links]:
            path = Path(at) / name
            if path.is_symlink() or path.is_file():
                yield path.relative_to(folder).as_posix()


def _content(path: Path) -> bytes:
    return os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()


def _hash(path: Path) -> str:
    """As git names a blob."""
    if path.is_symlink():
        target = _content(path)
        return hashlib.sha1(b"blob %d\0" % len(target) + target).hexdigest()
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size)
    with path.open("rb") as opened:
        while piece := opened.read(2**20):
            digest.update(piece)
    return digest.hexdigest()


def _mode(path: Path) -> str:
    return "120000" if path.is_symlink() else "100755" if os.access(path, os.X_OK) else "100644"


def _send(connection: Connection, source: str, files: dict[str, Path], progress: Callable[[int, int], None]) -> None:
    sizes = {sha: path.lstat().st_size for sha, path in files.items()}
    total, sent = sum(sizes.values()), 0
    progress(sent, total)
    for batch in _batches(sizes):
        connection.post(f"{source}/blobs", files={sha: (sha, _content(files[sha])) for sha in batch})
        sent += sum(sizes[sha] for sha in batch)
        progress(sent, total)


def _batches(sizes: dict[str, int]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for sha, size in sizes.items():
        if batch and (len(batch) >= BATCH_FILES or held + size > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(sha)
        held += size
    if batch:
        yield batch
