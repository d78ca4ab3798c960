"""The websocket half of the proxy: kernels, terminals and whatever else JupyterLab talks about, text and binary, with their subprotocols."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from importlib import import_module

from channels.auth import get_user
from channels.db import database_sync_to_async
from django.conf import settings
from django.urls import re_path
from websockets.exceptions import WebSocketException

from computes.errors import ComputeError

from .doors import Refused, way
from .paths import Place, place
from .upstream import Upstream

logger = logging.getLogger(__name__)
GUARD_SECONDS = 15
REFUSED, AWAY = 4403, 1011
ENDS = (ComputeError, OSError, WebSocketException, TimeoutError)


async def lab_socket(scope, receive, send) -> None:
    """One websocket of a browser, and the one to JupyterLab that it is joined to. Ends with either."""
    found = place(scope["path"])
    await receive()  # that it wants to connect
    if found is None or found.rest is None:
        return await send({"type": "websocket.close", "code": REFUSED})
    try:
        upstream = await Upstream.connect(await database_sync_to_async(way)(scope["user"], found), scope)
    except Refused:
        return await send({"type": "websocket.close", "code": REFUSED})
    except ENDS as trouble:
        logger.info("%s: %s", found.base, trouble)
        return await send({"type": "websocket.close", "code": AWAY})
    await send({"type": "websocket.accept", "subprotocol": upstream.subprotocol})
    return await _join(scope, found, upstream, receive, send)


async def _join(scope, found: Place, upstream: Upstream, receive, send) -> None:
    ways = [_to_lab(upstream, receive), _to_browser(upstream, send), _guard(scope, found, send)]
    tasks = [asyncio.ensure_future(one) for one in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await upstream.close()


async def _to_lab(upstream: Upstream, receive) -> None:
    with contextlib.suppress(*ENDS):
        while (message := await receive())["type"] == "websocket.receive":
            text = message.get("text")
            await upstream.send(message.get("bytes") or b"" if text is None else text)


async def _to_browser(upstream: Upstream, send) -> None:
    code = AWAY
    with contextlib.suppress(*ENDS):
        async for message in upstream:
            await send({"type": "websocket.send", ("text" if isinstance(message, str) else "bytes"): message})
        code = upstream.close_code
    await send({"type": "websocket.close", "code": code})


async def _guard(scope, found: Place, send) -> None:
    """Who signs out, or has no such instance any more, is cut off on pages that are still open."""
    sessions = import_module(settings.SESSION_ENGINE)
    while True:
        await asyncio.sleep(GUARD_SECONDS)
        user = await get_user({"session": sessions.SessionStore(scope["session"].session_key)})
        try:
            await database_sync_to_async(way)(user, found)
        except Refused:
            return await send({"type": "websocket.close", "code": REFUSED})


# Django knows routes to views alone; Channels follows them to ASGI applications.
lab_websockets = [re_path(r"^w/[-\w]+/computes/[-\w]+/lab/", lab_socket)]  # type: ignore[arg-type]
