"""The stream that the agent's `tail` writes: a JSON line, then as many raw bytes as it says, again and again."""

from __future__ import annotations

import json
from collections.abc import Callable

from computes.values import Frame


class FrameReader:
    """Feed it pieces of any size; it hands on whole frames."""

    def __init__(self, on_frame: Callable[[Frame], None]) -> None:
        self.on_frame, self.ended = on_frame, False
        self.pieces: list[bytes] = []
        self.waiting, self.wanted, self.header = 0, 0, None  # bytes at hand, bytes the current body needs, the current header

    def feed(self, piece: bytes) -> None:
        self.pieces.append(piece)
        self.waiting += len(piece)
        # Pieces are joined once a frame is whole, not at every arrival: a body of a megabyte comes in sixteen pieces or more.
        if self.header is None or self.waiting >= self.wanted:
            self._take_frames(b"".join(self.pieces))

    def _take_frames(self, content: bytes) -> None:
        position = 0
        while True:
            if self.header is None:
                line_end = content.find(b"\n", position)
                if line_end < 0:
                    break
                self._begin(json.loads(content[position:line_end]))
                position = line_end + 1
            elif len(content) - position >= self.wanted:
                body_end = position + self.wanted
                self._finish(content[position:body_end])
                position = body_end
            else:
                break
        self.pieces, self.waiting = [content[position:]], len(content) - position

    def _begin(self, header: dict) -> None:
        if "end" in header:
            self.ended = True
        else:
            self.header, self.wanted = header, header["length"]

    def _finish(self, data: bytes) -> None:
        header, self.header, self.wanted = self.header, None, 0
        self.on_frame(Frame(header["job"], header["file"], header["offset"], data, header["size"]))
