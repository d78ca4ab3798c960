"""The HTTP half of the proxy. Bodies pass through piece by piece, at the pace of whoever takes them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from urllib.parse import quote

import h11
from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from django.urls import reverse

from computes.errors import ComputeError

from . import headers as passing
from .doors import Refused, Way, comes_from_elsewhere, way
from .paths import Place, place

PIECE = 64 * 1024
ANSWERS_WITHIN = 120  # a kernel may take its time to start
GOES_ON_WITHIN = 300
LONGEST_HEAD = 256 * 1024


class LabHttp:
    """Takes what lies under an instance's lab, and leaves everything else to `application`."""

    def __init__(self, application):
        self.application = application
        self.lab = AuthMiddlewareStack(_show)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and (found := place(scope["path"])):
            return await self.lab({**scope, "lab": found}, receive, send)
        return await self.application(scope, receive, send)


async def _show(scope, receive, send) -> None:
    found: Place = scope["lab"]
    answer = _Answer(scope, send)
    try:
        if found.rest is None:
            return await answer.redirect(found.base)
        if comes_from_elsewhere(scope["method"], dict(scope["headers"])):
            raise Refused(403, "Another site's page asked for this; open it from the studio.")
        await _pass_on(await database_sync_to_async(way)(scope["user"], found), scope, receive, answer)
    except Refused as refusal:
        await answer.refuse(refusal)
    except (ComputeError, OSError, h11.RemoteProtocolError, TimeoutError) as trouble:
        if answer.begun:  # the browser sees that it was cut off
            raise
        await answer.refuse(Refused(502, str(trouble) or "JupyterLab did not answer in time."))


async def _pass_on(found: Way, scope, receive, answer: _Answer) -> None:
    """Ends with the answer, or when the browser has gone."""
    reader, writer = await found.open()
    sent = asyncio.Event()
    exchange = asyncio.ensure_future(_exchange(found, scope, receive, answer, reader, writer, sent))
    gone = asyncio.ensure_future(_gone(receive, sent))
    try:
        await asyncio.wait([exchange, gone], return_when=asyncio.FIRST_COMPLETED)
        if exchange.done():
            exchange.result()
    finally:
        for task in (exchange, gone):
            task.cancel()
        await asyncio.gather(exchange, gone, return_exceptions=True)
        with contextlib.suppress(OSError):
            writer.close()


async def _gone(receive, sent: asyncio.Event) -> None:
    await sent.wait()
    while (await receive())["type"] != "http.disconnect":
        continue


async def _exchange(found: Way, scope, receive, answer: _Answer, reader, writer, sent: asyncio.Event) -> None:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    head = _with_length(passing.to_lab(scope["headers"], found.token), scope["headers"])
    writer.write(connection.send(h11.Request(method=scope["method"], target=target, headers=head)) or b"")
    async for piece in _body(receive):
        writer.write(connection.send(h11.Data(data=piece)) or b"")
        await writer.drain()
    writer.write(connection.send(h11.EndOfMessage()) or b"")
    sent.set()
    await answer.take(_events(connection, reader))


def _with_length(head: passing.Headers, given) -> passing.Headers:
    # What came in pieces of unknown number goes on so.
    chunked = any(name.lower() == b"transfer-encoding" for name, _ in given)
    return [*head, (b"transfer-encoding", b"chunked")] if chunked else head


async def _body(receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("The browser went away.")
        if message.get("body"):
            yield message["body"]
        more = message.get("more_body", False)


async def _events(connection: h11.Connection, reader) -> AsyncIterator:
    patience = ANSWERS_WITHIN
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            async with asyncio.timeout(patience):
                connection.receive_data(await reader.read(PIECE))
        elif isinstance(event, h11.EndOfMessage):
            return
        elif not isinstance(event, h11.InformationalResponse):
            patience = GOES_ON_WITHIN
            yield event


class _Answer:
    def __init__(self, scope, send):
        self.scope, self.send, self.begun = scope, send, False
        self.place: Place = scope["lab"]
        given = dict(scope["headers"])
        self.origin = f"{_scheme(scope, given)}://{given.get(b'host', b'').decode('latin-1')}"
        self.navigates = given.get(b"sec-fetch-mode", b"navigate") == b"navigate" and b"text/html" in given.get(b"accept", b"")

    async def take(self, events: AsyncIterator) -> None:
        async for event in events:
            if isinstance(event, h11.Response):
                if passing.leads_out(event.headers, self.scope["raw_path"], self.origin, self.place.base):
                    raise Refused(403, "JupyterLab wanted to lead out of its own folder.")
                await self._begin(event.status_code, passing.to_browser(event.headers, self.origin, self.place.base))
            else:
                await self.send({"type": "http.response.body", "body": bytes(event.data), "more_body": True})
        await self.send({"type": "http.response.body", "body": b""})

    async def redirect(self, to: str) -> None:
        await self._begin(302, [(b"location", to.encode()), (b"content-length", b"0")])
        await self.send({"type": "http.response.body", "body": b""})

    async def refuse(self, refusal: Refused) -> None:
        """Whoever opened a page is led to one that says what to do; a script is told in words that JupyterLab shows."""
        if self.navigates and refusal.status == 401:
            return await self.redirect("/sign-in/?next=" + quote(self.scope["path"]))
        if self.navigates and refusal.status in (502, 503):
            page = reverse("compute_instance_lab", args=[self.place.slug, self.place.name])
            return await self.redirect(page + ("?away=1" if refusal.status == 502 else ""))
        kind, body = (b"text/plain; charset=utf-8", refusal.sentence.encode()) if self.navigates else _as_json(refusal)
        await self._begin(refusal.status, [(b"content-type", kind), (b"content-length", str(len(body)).encode())])
        return await self.send({"type": "http.response.body", "body": body})

    async def _begin(self, status: int, head: passing.Headers) -> None:
        self.begun = True
        await self.send({"type": "http.response.start", "status": status, "headers": head})


def _as_json(refusal: Refused) -> tuple[bytes, bytes]:
    return b"application/json", json.dumps({"message": refusal.sentence}).encode()


def _scheme(scope, given: dict[bytes, bytes]) -> str:
    """As the browser knows it: behind a proxy that ends TLS the studio is told by a header, where it was set up so."""
    from django.conf import settings

    told = given.get(b"x-forwarded-proto", b"").decode("latin-1")
    return told if settings.BEHIND_TLS and told in ("http", "https") else scope["scheme"]
