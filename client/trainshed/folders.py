"""A folder of this machine into a source: the studio says which files count and which contents it lacks; those alone are sent."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .connection import Connection, StudioError
from .gitfacts import git_facts
from .stamps import Stamps, content
from .trees import tree_hash

IGNORES = (".amlignore", ".gitignore")
# Never part of a snapshot, and not worth walking through to hear it from the studio.
SKIPPED = {".git", "__pycache__", ".venv", "node_modules", ".ipynb_checkpoints"}
UNREAD = "(not readable)"
BATCH_FILES, BATCH_BYTES = 200, 16 * 2**20
Progress = Callable[[int, int], None]


class Folder:
    """What a snapshot of a folder would hold at this moment. `source` is the path of its source in the API."""

    def __init__(self, connection: Connection, source: str, folder: Path):
        if not folder.is_dir():
            raise StudioError(f"{folder} is no folder.")
        self.connection, self.source, self.folder = connection, source, folder
        stamps, found = Stamps(folder), _walk(folder)
        kept = self._kept(stamps, found)
        self.files = {path: (_mode(found[path]), stamps.sha(path, found[path])) for path in kept}
        stamps.keep(set(found))

    @property
    def tree(self) -> str:
        """What git calls these files, all together."""
        return tree_hash(self.files)

    @property
    def manifest(self) -> dict[str, dict[str, str]]:
        return {path: {"sha": sha, "mode": mode} for path, (mode, sha) in self.files.items()}

    def git(self) -> dict[str, Any] | None:
        return git_facts(self.folder)

    def send(self, progress: Progress) -> None:
        """The contents that the studio lacks."""
        places = {sha: path for path, (_, sha) in self.files.items()}
        missing = self.connection.post(f"{self.source}/missing", {"hashes": list(places)})["missing"]
        _send(self.connection, self.source, {sha: self.folder / places[sha] for sha in missing}, progress)

    def _kept(self, stamps: Stamps, found: dict[str, os.stat_result]) -> list[str]:
        """The paths that a snapshot would hold, if they are not too many or too large: told before anything is sent."""
        paths = sorted(found)
        choice = self._choice(stamps, paths)
        dropped = set(choice["dropped"])
        kept = [path for path in paths if path not in dropped]
        _check_size(self.folder, [found[path].st_size for path in kept], choice["limits"])
        if unread := next((path for path in kept if path.endswith(UNREAD)), None):
            raise StudioError(f"{self.folder / unread.removesuffix(UNREAD)} cannot be read. Name it in .amlignore, or make it readable.")
        return kept

    def _choice(self, stamps: Stamps, paths: list[str]) -> dict[str, Any]:
        """The studio's answer, asked again only when a path or an ignore file is another than last time."""
        asked = {"paths": paths, "ignores": _ignores(self.folder, paths)}
        question = hashlib.sha256(json.dumps([self.connection.url, asked]).encode()).hexdigest()
        if question not in stamps.choices:
            choice = self.connection.post(f"{self.source}/choice", asked)
            kept = set(choice["kept"])
            stamps.choose(question, {"dropped": [path for path in paths if path not in kept], "limits": choice["limits"]})
        return stamps.choices[question]


def upload(connection: Connection, source: str, path: Path, progress: Progress) -> dict[str, Any]:
    """The facts of the snapshot."""
    folder = Folder(connection, source, path)
    folder.send(progress)
    return connection.post(f"{source}/snapshots", {"files": folder.manifest, "git": folder.git()})


def _walk(folder: Path) -> dict[str, os.stat_result]:
    """Files and links below `folder`, with forward slashes; links to folders are links."""
    found: dict[str, os.stat_result] = {}
    waiting = [("", str(folder))]
    while waiting:
        before, at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                waiting += _entered(before, entries, found)
        except PermissionError:
            found[before + UNREAD] = os.lstat(at)
    for path in found:
        if not path.isprintable() and path.encode(errors="replace").decode() != path:
            raise StudioError(f"The name {os.fsencode(path)!r} in {folder} is not valid UTF-8. Rename that file.")
    return found


def _entered(before: str, entries: Iterator[os.DirEntry], found: dict[str, os.stat_result]) -> list[tuple[str, str]]:
    """Puts the files of one folder into `found`; its folders."""
    folders = []
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in SKIPPED:
                folders.append((f"{before}{entry.name}/", entry.path))
        elif entry.is_symlink() or entry.is_file(follow_symlinks=False):
            found[before + entry.name] = entry.stat(follow_symlinks=False)
    return folders


def _ignores(folder: Path, paths: list[str]) -> dict[str, str]:
    return {path: (folder / path).read_text(errors="replace") for path in paths if path.rpartition("/")[2] in IGNORES}


def _check_size(folder: Path, sizes: list[int], limits: dict[str, int]) -> None:
    if len(sizes) > limits["files"]:
        raise StudioError(
            f"{folder} has {len(sizes):,} files, more than the {limits['files']:,} accepted. Name what is not code in .amlignore."
        )
    if sum(sizes) > limits["bytes"]:
        most = f"{limits['bytes'] / 2**20:,.0f} MB"
        raise StudioError(f"{folder} has {sum(sizes) / 2**20:,.0f} MB, more than the {most} accepted. Name what is not code in .amlignore.")


def _mode(found: os.stat_result) -> str:
    return "120000" if stat.S_ISLNK(found.st_mode) else "100755" if found.st_mode & 0o100 else "100644"


def _send(connection: Connection, source: str, files: dict[str, Path], progress: Progress) -> None:
    sizes = {sha: path.lstat().st_size for sha, path in files.items()}
    total, sent = sum(sizes.values()), 0
    progress(sent, total)
    for batch in _batches(sizes):
        connection.post(f"{source}/blobs", files={sha: (sha, content(files[sha])) for sha in batch})
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
