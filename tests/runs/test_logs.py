"""Stored logs: whatever way the bytes arrive, the same two files; whatever is asked, what a plain split would say."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runs import logs
from runs.models import Stream

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Bytes that matter: line breaks, halves of UTF-8 characters, rubbish.
rubbish = st.lists(
    st.sampled_from([b"\n", b"a", b"\r", b"\xc3", b"\xa9", b"\xe2\x82", b"\xf0\x9f\x98\x80", b"\xff", b"x" * 50, b"\n\n\n"])
).map(b"".join)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Index entries every 16 bytes, so that a short log has many."""
    monkeypatch.setattr(logs, "BLOCK", 16)


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """`stored(b"…")`: a stream that holds these bytes, written in one go."""
    monkeypatch.setattr(Stream, "path", property(lambda stream: tmp_path / stream.name))

    def store(data: bytes, name: str = "rank-0.log", pieces: list[int] | None = None) -> Stream:
        for file in (tmp_path / name, logs.index_of(tmp_path / name)):
            file.unlink(missing_ok=True)
        stream, position = Stream(name=name), 0
        for stop in [*sorted(pieces or []), len(data)]:
            stream.lines = logs.write(stream.path, position, stream.lines, data[position:stop])
            stream.offset = position = stop
        return stream

    return store


@quick
@given(data=rubbish, cuts=st.lists(st.integers(0, 400), max_size=12))
def test_any_split_gives_the_same_file_and_index(stored, data, cuts):
    split = stored(data, "split.log", [cut for cut in cuts if cut <= len(data)])
    whole = stored(data, "whole.log")
    assert split.path.read_bytes() == whole.path.read_bytes() == data
    assert _index(split) == _index(whole) == _counted(data)
    assert split.lines == whole.lines == data.count(b"\n")


@quick
@given(data=rubbish, pieces=st.lists(st.tuples(st.integers(0, 300), st.integers(0, 200)), max_size=8), order=st.randoms())
def test_repeated_and_reordered_writes_change_nothing(stored, data, pieces, order):
    stream = stored(data)
    again = [(min(start, len(data)), min(start + length, len(data))) for start, length in pieces]
    order.shuffle(again)
    for start, stop in again:
        assert logs.write(stream.path, start, data[:start].count(b"\n"), data[start:stop]) == data[:stop].count(b"\n")
    assert stream.path.read_bytes() == data
    assert _index(stream) == _counted(data)


@quick
@given(data=rubbish, first=st.integers(-40, 60), count=st.integers(0, 50))
def test_a_window_is_what_split_says(stored, data, first, count):
    stream, lines = stored(data), _lines(data)
    found = logs.window(stream, first, count)
    start = max(0, len(lines) + first) if first < 0 else min(first, len(lines))
    assert found["total"] == logs.total_lines(stream) == len(lines)
    assert found["first"] == start
    assert found["lines"] == [line.decode(errors="replace") for line in lines[start : start + count]]
    assert found["offset"] == len(b"".join(line + b"\n" for line in lines[:start])) or start == len(lines)
    assert data[found["offset"] : found["end"]] == _joined(data, lines, start, start + count)


@quick
@given(data=rubbish, most=st.integers(4, 40))
def test_pieces_never_split_a_character(stored, data, most):
    """Text in pieces is the text of the whole, and each piece says in which line it begins."""
    stream, offset, line, texts = stored(data), 0, 0, []
    while offset < len(data):
        assert logs.line_at(stream, offset) == line
        text, end, breaks = logs.piece(stream, offset, most, whole=True)
        assert offset < end <= offset + most
        offset, line = end, line + breaks
        texts.append(text)
    assert "".join(texts) == data.decode(errors="replace")


def test_half_a_character_waits_for_the_other_half(stored):
    stream = stored("a€".encode()[:-1])
    assert logs.piece(stream, 0, 100, whole=False) == ("a", 1, 0)
    assert logs.piece(stream, 1, 100, whole=False) == ("", 1, 0)
    assert logs.piece(stream, 1, 100, whole=True) == ("�", 3, 0)


def test_bytes_past_the_cursor_are_not_shown(stored):
    """A killed worker has written them, and its transaction was lost: they will come again."""
    stream = stored(b"one\ntwo\nthree\n")
    stream.offset, stream.lines = 8, 2
    assert logs.window(stream, 0, 10)["lines"] == ["one", "two"]
    assert logs.read(stream, 4, 100) == b"two\n"


def test_an_empty_log_has_no_lines(stored):
    found = logs.window(Stream(name="never-written.log"), 0, 100)
    assert (found["lines"], found["total"], found["size"]) == ([], 0, 0)


def test_a_line_of_50_megabytes_is_cut_and_the_next_is_found(stored, monkeypatch):
    monkeypatch.setattr(logs, "BLOCK", 64 * 1024)
    long = b"x" * 50_000_000
    stream = stored(b"before\n" + long + b"\nafter\n", pieces=list(range(0, 50_000_000, 1_000_000)))
    found = logs.window(stream, 0, 10)
    assert [len(line) for line in found["lines"]] == [6, logs.LINE_SHOWN]
    assert found["cut"] == [1]
    assert logs.window(stream, 2, 10)["lines"] == ["after"]
    assert logs.window(stream, -1, 1)["lines"] == ["after"]
    assert logs.line_start(stream, 10) == 7 + len(long) + 1


def test_a_cut_line_ends_with_a_whole_character(stored):
    stream = stored("é".encode() * logs.LINE_SHOWN + b"\n")
    shown = logs.window(stream, 0, 1)["lines"][0]
    assert set(shown) == {"é"}
    odd = stored(b"x" + "é".encode() * logs.LINE_SHOWN + b"\n")
    assert "�" not in logs.window(odd, 0, 1)["lines"][0]


def test_a_window_stops_at_two_megabytes(stored, monkeypatch):
    monkeypatch.setattr(logs, "BLOCK", 64 * 1024)
    stream = stored(b"".join(b"%09d\n" % number for number in range(1_000_000)))
    found = logs.window(stream, 500_000, 1_000_000)
    assert found["lines"][0] == "000500000"
    assert found["end"] - found["offset"] < logs.WINDOW_BYTES + 100
    assert logs.window(stream, found["first"] + len(found["lines"]), 1)["offset"] == found["end"]
    assert logs.window(stream, -1, 1)["lines"] == ["000999999"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("plain\r", "plain"),
        ("1/3\r2/3\r3/3\r", "3/3"),
        ("\x1b[1;31mred\x1b[0m text", "red text"),
        ("\x1b]0;a title\x07words", "words"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("", ""),
    ],
)
def test_a_line_without_colours_and_what_was_written_over(line, shown):
    assert logs.plain(line) == shown


def _lines(data: bytes) -> list[bytes]:
    parts = data.split(b"\n")
    return parts if parts[-1] else parts[:-1]


def _joined(data: bytes, lines: list[bytes], start: int, stop: int) -> bytes:
    text = b"".join(line + b"\n" for line in lines[start:stop])
    return text if data.endswith(b"\n") or stop < len(lines) or start >= len(lines) else text[:-1]


def _index(stream: Stream) -> list[int]:
    return logs._read_index(stream).tolist()


def _counted(data: bytes) -> list[int]:
    return [data[:boundary].count(b"\n") for boundary in range(0, len(data) + 1, 16)]


def test_of_a_progress_bar_that_rewrote_its_line_for_long_the_end_is_read(stored):
    bar = b"".join(b"\r%5.1f%% |%-40s|" % (n / 100, b"#" * (n // 250)) for n in range(10_001))
    found = logs.window(stored(bar + b"\ndone\n"), 0, 10)
    assert found["lines"][0].split("\r")[-1] == "100.0% |" + "#" * 40 + "|"
    assert found["cut"] == []
    assert found["lines"][1] == "done"
