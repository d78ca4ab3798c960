"""However the stream is cut on its way, the same frames come out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from computes.frames import FrameReader
from computes.values import Frame

frames = st.builds(
    lambda job, file, offset, data: Frame(job, file, offset, data, offset + len(data)),
    st.text(min_size=1), st.text(min_size=1), st.integers(0, 2**40), st.binary(max_size=300),
)  # fmt: skip


@given(st.lists(frames, max_size=8), st.lists(st.integers(1, 50), min_size=1))
def test_any_cut_gives_the_same_frames(sent, cuts):
    received = []
    reader = FrameReader(received.append)
    stream = b"".join(map(as_sent, sent))
    position, turn = 0, 0
    while position < len(stream):
        reader.feed(stream[position : position + cuts[turn % len(cuts)]])
        position, turn = position + cuts[turn % len(cuts)], turn + 1
    assert received == sent
    assert not reader.ended


@given(st.lists(frames, max_size=3))
def test_the_end_is_noticed_also_beside_frames(sent):
    received = []
    reader = FrameReader(received.append)
    reader.feed(b"".join(map(as_sent, sent)) + b'{"end": true}\n')
    assert received == sent
    assert reader.ended


def as_sent(frame):
    header = {"job": frame.job, "file": frame.file, "offset": frame.offset, "length": len(frame.data), "size": frame.size}
    return json.dumps(header).encode() + b"\n" + frame.data
