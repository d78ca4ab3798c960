"""Files of a datastore, from this machine and to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .connection import Connection, StudioError
from .values import safe

BATCH_FILES, BATCH_BYTES = 50, 16 * 2**20
Progress = Callable[[int, int], None]


def files(connection: Connection, store: str, prefix: str = "") -> Iterator[dict[str, Any]]:
    """Path and size of each, by name."""
    after: str | None = ""
    while after is not None:
        page = connection.get(f"/datastores/{safe(store)}/files", prefix=prefix, after=after)
        yield from page["items"]
        after = page["next"]


def upload(connection: Connection, store: str, sources: dict[str, Path], overwrite: bool, progress: Progress) -> dict[str, list[str]]:
    """`sources` are files by the path they get. What was stored, and what was kept because it was there."""
    told: dict[str, list[str]] = {"stored": [], "kept": []}
    total, sent = sum(path.stat().st_size for path in sources.values()), 0
    for batch in _batches(sources):
        with ExitStack() as open_files:
            parts = {name: (name, open_files.enter_context(sources[name].open("rb"))) for name in batch}
            answer = connection.post(f"/datastores/{safe(store)}/files", files=parts, params={"overwrite": overwrite})
        told = {key: told[key] + answer[key] for key in told}
        sent += sum(sources[name].stat().st_size for name in batch)
        progress(sent, total)
    return told


def download(connection: Connection, store: str, folder: Path, prefix: str, overwrite: bool, progress: Progress) -> list[Path]:
    """Everything below `prefix` into `folder`; what is there already stays, unless `overwrite`. What was written."""
    wanted = list(files(connection, store, prefix))
    total, done, written = sum(file["size"] for file in wanted), 0, []
    for file in wanted:
        target = _target(folder, file["path"])
        if overwrite or not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            address = "/".join(map(safe, file["path"].split("/")))
            with part.open("wb") as opened:
                for piece in connection.download(f"/datastores/{safe(store)}/file/{address}"):
                    opened.write(piece)
            part.replace(target)
            written.append(target)
        done += file["size"]
        progress(done, total)
    return written


def below(source: Path, target: str) -> dict[str, Path]:
    """The files of a folder (or the one file) by the path that each gets in the store."""
    if not source.exists():
        raise StudioError(f"There is no {source} to upload.")
    found = [source] if source.is_file() else sorted(path for path in source.rglob("*") if path.is_file())
    root = source.parent if source.is_file() else source
    before = target.strip("/") + "/" if target.strip("/") else ""
    return {before + path.relative_to(root).as_posix(): path for path in found}


def _batches(sources: dict[str, Path]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for name, path in sources.items():
        size = path.stat().st_size
        if batch and (len(batch) >= BATCH_FILES or held + size > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(name)
        held += size
    if batch:
        yield batch


def _target(folder: Path, path: str) -> Path:
    """A store's names are others' words: they must not lead out of the folder."""
    target = (folder / path).resolve()
    if folder.resolve() not in target.parents:
        raise StudioError(f"The file {path} would be written outside of {folder}: it is left out.")
    return target
