"""Decompression under a watch: the one place where a small upload can become large."""

from __future__ import annotations

import bz2
import contextlib
import lzma
import tempfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from .damage import reading
from .errors import SnapshotError
from .git import CHUNK
from .values import MEGABYTE, Limits

FREE = 64 * MEGABYTE  # unpacked bytes up to which nobody asks for the ratio

DECOMPRESSORS: dict[bytes, Callable[[], Any]] = {
    b"\x1f\x8b": lambda: zlib.decompressobj(wbits=31),
    b"BZh": bz2.BZ2Decompressor,
    b"\xfd7zXZ\x00": lambda: lzma.LZMADecompressor(memlimit=256 * MEGABYTE),
}


@contextlib.contextmanager
def opened_plain(file: BinaryIO, limits: Limits) -> Iterator[BinaryIO]:
    """The file itself, or what it unpacks to, in a scratch file without a name."""
    start = file.read(6)
    file.seek(0)
    decompressor = next((make for magic, make in DECOMPRESSORS.items() if start.startswith(magic)), None)
    if decompressor is None:
        yield file
        return
    with tempfile.TemporaryFile() as plain:
        _unpack(file, plain, decompressor, limits)
        plain.seek(0)
        yield plain


def _unpack(file: BinaryIO, plain: BinaryIO, make: Callable[[], Any], limits: Limits) -> None:
    total = 0
    with reading():
        for chunk in _unpacked(file, make):
            total += len(chunk)
            check_growth(file.tell(), total, limits)
            plain.write(chunk)


def _unpacked(file: BinaryIO, make: Callable[[], Any]) -> Iterator[bytes]:
    """A chunk at a time at most, however much one packed byte stands for. Streams one after the other are one."""
    packed = file.read(CHUNK)
    while packed:
        stream = make()
        while not stream.eof:
            chunk = stream.decompress(packed, CHUNK)
            yield chunk
            packed = b"" if stream.eof else _next_input(stream, file)
            if not (packed or chunk or stream.eof or _is_full(stream)):
                raise EOFError("it ends in the middle")
        packed = (stream.unused_data or file.read(CHUNK)).lstrip(b"\0")  # some tools pad with zeros


def _next_input(stream: Any, file: BinaryIO) -> bytes:
    """zlib hands back what it did not look at; bz2 and lzma keep it, and say when they want more."""
    left = getattr(stream, "unconsumed_tail", b"")
    return left or (b"" if _is_full(stream) else file.read(CHUNK))


def _is_full(stream: Any) -> bool:
    return not getattr(stream, "needs_input", True)


def check_growth(packed: int, unpacked: int, limits: Limits) -> None:
    if unpacked > limits.unpacked:
        raise SnapshotError(
            f"The archive unpacks to more than {limits.unpacked // MEGABYTE:,} MB. Pack only the code, not data or results, and try again."
        )
    if unpacked > FREE and unpacked > packed * limits.ratio:
        raise SnapshotError(
            f"The archive unpacks to more than {limits.ratio} times its size, as archives made to fill a disk do. "
            "Leave out files that are almost empty inside, and try again."
        )
