from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from runs.snapshots import SnapshotStore

Files = dict[str, bytes]


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store.git").create()


@pytest.fixture
def zipped() -> Callable[[Files], io.BytesIO]:
    def pack(files: Files) -> io.BytesIO:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        file.seek(0)
        return file

    return pack


@pytest.fixture
def tarred() -> Callable[..., io.BytesIO]:
    """A tar of files and of whatever tarfile.TarInfo stands for a link, a device or a lie."""

    def pack(files: Files, *infos: tarfile.TarInfo, packing: str = "") -> io.BytesIO:
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode=f"w:{packing}") as archive:
            for path, content in files.items():
                info = tarfile.TarInfo(path)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            for info in infos:
                archive.addfile(info)
        file.seek(0)
        return file

    return pack


@pytest.fixture
def contents(store: SnapshotStore) -> Callable[[str], Files]:
    """The files of a tree or commit, by path."""
    return lambda tree: {entry.path: store.read(tree, entry.path) for entry in store.files(tree)}


@pytest.fixture
def objects(store: SnapshotStore) -> Callable[[], set[str]]:
    """Every file below the store that is data: what a refusal must leave as it was."""
    return lambda: {str(path) for folder in ("objects", "intake") for path in (store.path / folder).rglob("*") if path.is_file()}
