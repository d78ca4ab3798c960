"""A zip made while it is sent: a piece of one file in memory, nothing on disk."""

import os
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

PIECE = 256 * 1024
EARLIEST, LATEST = 315_619_200, 4_354_646_400  # a zip knows the years 1980 to 2107
# Compressed already: packing them again costs time and gains nothing.
PACKED = {".gz", ".xz", ".bz2", ".zst", ".zip", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".mp4", ".npz", ".pt", ".pth", ".whl"}


def zipped(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """The bytes of a zip that holds each file under its name."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, path in files:
            yield from _member(archive, sink, name, path)
    yield sink.take()


def _member(archive: zipfile.ZipFile, sink: "_Sink", name: str, path: Path) -> Iterator[bytes]:
    with path.open("rb") as source, archive.open(_entry(name, path), "w", force_zip64=True) as member:
        while piece := source.read(PIECE):
            member.write(piece)
            if ready := sink.take():
                yield ready


def _entry(name: str, path: Path) -> zipfile.ZipInfo:
    modified = time.localtime(min(max(os.stat(path).st_mtime, EARLIEST), LATEST))
    entry = zipfile.ZipInfo(name, modified[:6])
    entry.compress_type = zipfile.ZIP_STORED if path.suffix.lower() in PACKED else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Sink:
    """A file that can only be written: zipfile then puts sizes after the data instead of seeking back."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def take(self) -> bytes:
        """What was written since the last time."""
        held, self._held = self._held, []
        return b"".join(held)
