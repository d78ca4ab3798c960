"""The stream that the agent's `tail` writes: a JSON line, then as many raw bytes as it says, again and again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from computes.values import Frame


class FrameReader:
    """Feed it pieces of any size; it hands on whole frames. `ended` once the agent has said that it is done."""

    def __init__(self, on_frame: Callable[[Frame], None]) -> None:
        self.on_frame, self.ended = on_frame, False
        self.held: list[bytes] = []  # what has come of the current header or body
        self.header: dict[str, Any] | None = None
        self.wanted = 0  # bytes that the current body still lacks

    def feed(self, piece: bytes) -> None:
        position = 0
        while position < len(piece):
            position = self._take_header(piece, position) if self.header is None else self._take_body(piece, position)
            if self.header is not None and not self.wanted:
                self._finish(self.header)

    def _take_header(self, piece: bytes, position: int) -> int:
        line_end = piece.find(b"\n", position)
        self.held.append(piece[position:] if line_end < 0 else piece[position:line_end])
        if line_end < 0:
            return len(piece)
        header = json.loads(b"".join(self.held))
        self.held = []
        if "end" in header:
            self.ended = True
        else:
            self.header, self.wanted = header, header["length"]
        return line_end + 1

    def _take_body(self, piece: bytes, position: int) -> int:
        part = piece[position : position + self.wanted]  # no copy where the whole piece is wanted, and most are
        self.held.append(part)
        self.wanted -= len(part)
        return position + len(part)

    def _finish(self, header: dict[str, Any]) -> None:
        data = b"".join(self.held)
        self.held, self.header = [], None
        self.on_frame(Frame(header["job"], header["file"], header["offset"], data, header["size"], header.get("at", 0.0)))
