"""Stored logs: bytes at their offset in one file, and beside it an index of how many lines begin before each block.

Entry k of the index (little-endian uint64) is the number of line breaks in the first k * BLOCK bytes. It depends on
the bytes alone, so writing any part twice, in any order, ends in the same two files."""

import mmap
import os
import re
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from runs.models import Run, Stream

SETUP, MAIN = "setup.log", "rank-0.log"
SWEEP = "hyperdrive.log"  # what a sweep does, in the words of Azure ML's
BLOCK = 64 * 1024
LINE_SHOWN = 20_000  # bytes of a line in a window; the rest is in the raw log
WINDOW_BYTES = 2 * 2**20
ESCAPES = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-Z\\-_])")


def streams(run: Run) -> list[Stream]:
    """A run's logs in reading order. The two that every script's run gets, and that of a sweep, are there from the start, empty."""
    stored = {stream.name: stream for stream in run.streams.filter(name__endswith=".log")}
    begun = (SWEEP,) if run.purpose == Run.Purpose.SWEEP else (SETUP, MAIN)
    found = {name: Stream(run=run, name=name) for name in begun} | stored
    return sorted(found.values(), key=lambda stream: (stream.name != SETUP, len(stream.name), stream.name))


def first_choice(found: list[Stream]) -> str:
    """The log that somebody wants to see who chose none: the script's, or the setup's as long as it is all there is."""
    names = [stream.name for stream in found]
    if MAIN not in names:
        return names[0]
    begun = [stream.name for stream in found if stream.offset]
    return SETUP if begun == [SETUP] else MAIN


def write(path: Path, offset: int, lines: int, data: bytes) -> int:
    """Put `data` at `offset`, before which there are `lines` line breaks; the number of line breaks after it."""
    _put(path, offset, data)
    return _index(path, offset, lines, data)


def _index(path: Path, offset: int, lines: int, data: bytes) -> int:
    first = offset // BLOCK + 1
    entries, position = [], 0
    for boundary in range(first * BLOCK, offset + len(data) + 1, BLOCK):
        lines += data.count(b"\n", position, boundary - offset)
        entries.append(lines)
        position = boundary - offset
    if entries:
        _put(index_of(path), first * 8, np.array(entries, "<u8").tobytes())
    return lines + data.count(b"\n", position)


def _put(path: Path, offset: int, data: bytes) -> None:
    """All of it, or an OSError: on a disk that is nearly full the system writes a part, and says so."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        view = memoryview(data)
        while view:
            written = os.pwrite(handle, view, offset)
            view, offset = view[written:], offset + written
    finally:
        os.close(handle)


def index_of(path: Path) -> Path:
    return path.with_name(path.name + ".idx")


def window(stream: Stream, first: int, count: int) -> dict:
    """Lines `first` (from 0; negative counts from the end) to `first + count` of a log, as text.

    {first, lines: [text], cut: [indices of lines shown in part], total, offset (of the first line), end (after the last), size}"""
    total = total_lines(stream)
    first = max(0, total + first if first < 0 else min(first, total))
    with _mapped(stream) as held:
        start = position = _line_offset(stream, held, first)
        lines: list[str] = []
        cut: list[int] = []
        while len(lines) < count and position < stream.offset and position - start < WINDOW_BYTES:
            stop = held.find(b"\n", position, stream.offset)
            stop = stream.offset if stop < 0 else stop
            text, whole = _shown(held, position, stop)
            cut += [] if whole else [len(lines)]
            lines.append(text)
            position = min(stop + 1, stream.offset)
    return {"first": first, "lines": lines, "cut": cut, "total": total, "offset": start, "end": position, "size": stream.offset}


def _shown(held, start: int, stop: int) -> tuple[str, bool]:
    """A line as text, and whether that is all one would see of it.

    Of a long line that a script rewrote again and again (a progress bar) a terminal shows the end, so that is what is read."""
    if stop - start <= LINE_SHOWN:
        return held[start:stop].decode(errors="replace"), True
    end = held[stop - LINE_SHOWN : stop]
    rewritten = end.find(b"\r") + 1
    if 0 < rewritten < len(end):
        return end[rewritten:].decode(errors="replace"), True
    head = held[start : start + LINE_SHOWN]
    return head[: len(head) - _unfinished(head)].decode(errors="replace"), False


def plain(line: str) -> str:
    """What stands in a line at last, without colours: a progress bar writes over itself after each carriage return."""
    return ESCAPES.sub("", line.rstrip("\r").rpartition("\r")[2])


def total_lines(stream: Stream) -> int:
    """Lines of the stored log, an unfinished last one included."""
    if stream.offset == 0:
        return 0
    with _mapped(stream) as held:
        return stream.lines + (held[stream.offset - 1] != 0x0A)


def line_at(stream: Stream, offset: int) -> int:
    """The index of the line that the byte at `offset` belongs to."""
    index = _read_index(stream)
    block = min(offset // BLOCK, len(index) - 1)
    with _mapped(stream) as held:
        return int(index[block]) + held[block * BLOCK : offset].count(b"\n")


def line_start(stream: Stream, offset: int) -> int:
    """Where the first line that begins after `offset` begins; `offset` itself in the midst of a very long line."""
    with _mapped(stream) as held:
        found = held.find(b"\n", offset, stream.offset)
    return found + 1 if found >= 0 else offset


def piece(stream: Stream, offset: int, most: int, whole: bool) -> tuple[str, int, int]:
    """Text from `offset` on (at most `most` bytes), where it ends, and its line breaks.

    It ends between characters; with `whole` (nothing more will come) a broken last character is shown as such."""
    data = read(stream, offset, most)
    if not (whole and offset + len(data) == stream.offset):
        data = data[: len(data) - _unfinished(data)]
    return data.decode(errors="replace"), offset + len(data), data.count(b"\n")


def read(stream: Stream, offset: int, most: int) -> bytes:
    """Stored bytes from `offset` on, never past the cursor."""
    most = min(most, stream.offset - offset)
    if most <= 0:
        return b""
    with stream.path.open("rb") as file:
        return os.pread(file.fileno(), most, offset)


def _unfinished(data: bytes) -> int:
    """How many bytes at the end begin a UTF-8 character without finishing it."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            return 0
        if byte >= 0xC0:
            needs = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if needs > back else 0
    return 0


def _line_offset(stream: Stream, held, line: int) -> int:
    """Where line `line` begins: the block by the index, then counted on."""
    if line == 0:
        return 0
    index = _read_index(stream)
    block = int(np.searchsorted(index, line, side="left")) - 1
    position, left = block * BLOCK, line - int(index[block])
    while left > 0:
        found = held.find(b"\n", position, stream.offset)
        if found < 0:
            return stream.offset
        position, left = found + 1, left - 1
    return position


def _read_index(stream: Stream) -> np.ndarray:
    entries = stream.offset // BLOCK + 1
    path = index_of(stream.path)
    index = np.fromfile(path, "<u8", count=entries) if path.exists() else np.zeros(1, "<u8")
    index[:1] = 0
    return index


@contextmanager
def _mapped(stream: Stream):
    if stream.offset == 0:
        yield b""
        return
    with stream.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        yield held
