"""The websocket to JupyterLab, over whatever stream leads there."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import parse_uri

from .doors import Way

PIECE = 64 * 1024
ANSWERS_WITHIN = 60
LARGEST = 64 * 2**20  # bytes of one message: a notebook's picture fits
UNSAID = (CloseCode.NO_STATUS_RCVD, CloseCode.ABNORMAL_CLOSURE)


class Upstream:
    def __init__(self, protocol: ClientProtocol, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.protocol, self.reader, self.writer = protocol, reader, writer
        self.early: list = []  # what came with the handshake

    @classmethod
    async def connect(cls, way: Way, scope) -> Upstream:
        given = {name: value.decode("latin-1") for name, value in scope["headers"]}
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        uri = parse_uri(f"ws://{given.get(b'host', 'studio')}{path}{query}")
        protocol = ClientProtocol(uri, origin=given.get(b"origin"), subprotocols=scope.get("subprotocols") or None, max_size=LARGEST)
        upstream = cls(protocol, *await way.open())
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                await upstream._shake_hands(way.token)
        except BaseException:
            upstream.writer.close()
            raise
        return upstream

    @property
    def subprotocol(self) -> str | None:
        return self.protocol.subprotocol

    @property
    def close_code(self) -> int:
        """What JupyterLab closed with, as far as a websocket may say it."""
        code = self.protocol.close_code
        return CloseCode.NORMAL_CLOSURE if code is None or code in UNSAID else code

    async def send(self, message: str | bytes) -> None:
        if isinstance(message, str):
            self.protocol.send_text(message.encode())
        else:
            self.protocol.send_binary(message)
        await self._flush()

    async def __aiter__(self) -> AsyncIterator[str | bytes]:
        parts: list[bytes] = []
        text = False
        async for frame in self._frames():
            if frame.opcode in (Opcode.TEXT, Opcode.BINARY):
                text, parts = frame.opcode is Opcode.TEXT, []
            elif frame.opcode is not Opcode.CONT:
                continue
            parts.append(bytes(frame.data))
            if frame.fin:
                message = b"".join(parts)
                yield message.decode() if text else message

    async def close(self) -> None:
        with contextlib.suppress(OSError, ConnectionClosed):
            if self.protocol.state is State.OPEN:
                self.protocol.send_close(CloseCode.GOING_AWAY)
                await self._flush()
        self.writer.close()

    async def _shake_hands(self, token: str) -> None:
        request = self.protocol.connect()
        request.headers["Authorization"] = f"token {token}"
        self.protocol.send_request(request)
        await self._flush()
        while self.protocol.handshake_exc is None and not any(isinstance(event, Response) for event in self.early):
            self.early += await self._heard()
        if self.protocol.handshake_exc is not None:
            raise self.protocol.handshake_exc

    async def _frames(self) -> AsyncIterator[Frame]:
        heard = self.early
        while heard or self.protocol.state is not State.CLOSED:
            for event in heard:
                if isinstance(event, Frame):
                    yield event
            heard = await self._heard() if self.protocol.state is not State.CLOSED else []

    async def _heard(self) -> list:
        """What came with the next piece; the answers that the protocol itself owes (to a ping, to a close) are sent."""
        if piece := await self.reader.read(PIECE):
            self.protocol.receive_data(piece)
        else:
            self.protocol.receive_eof()
        await self._flush()
        return self.protocol.events_received()

    async def _flush(self) -> None:
        for piece in self.protocol.data_to_send():
            if piece:
                self.writer.write(piece)
        await self.writer.drain()
