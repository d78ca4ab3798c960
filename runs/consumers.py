"""The websocket of a page. Its messages are described in docs/live.md."""

import asyncio
import json
import logging
from collections.abc import Coroutine
from importlib import import_module

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from uvicorn.protocols.utils import ClientDisconnected

from runs import watching
from runs.subscriptions import Subscription
from studio import access
from studio.models import Member

logger = logging.getLogger(__name__)
GUARD_SECONDS = 15
MOST_SUBSCRIPTIONS = 64
REFUSED, FAILED = 4403, 1011


class Live(AsyncWebsocketConsumer):
    """One socket a page, which carries everything that the page watches."""

    async def connect(self):
        self.subscriptions: dict[int, Subscription] = {}
        self.slug = self.scope["url_route"]["kwargs"]["slug"]
        self.member = await self._member(self.scope["user"])
        if self.member is None:
            await self.close(REFUSED)
            return
        await self.accept()
        self.guard = self.look_after(self._guard())

    async def disconnect(self, code):
        if self.member is None:
            return
        self.guard.cancel()
        while self.subscriptions:
            await self.subscriptions.popitem()[1].end(still=set())

    async def receive(self, text_data=None, bytes_data=None):
        try:
            await self._act(json.loads(text_data or ""))
        except (ValueError, KeyError, TypeError):
            await self.tell({"error": "That message is not of this protocol."})

    async def bell(self, event):
        """The channel layer's word that something grew."""
        for subscription in self.subscriptions.values():
            if event["bell"] in subscription.bells:
                subscription.rung.set()

    async def tell(self, message: dict) -> None:
        await self.send(json.dumps(message, separators=(",", ":")))

    def look_after(self, work: Coroutine) -> asyncio.Task:
        """Do `work` beside the socket. If it fails (the database is away) the socket ends, and the browser comes back with
        its own cursors."""
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task) -> None:
        trouble = None if task.cancelled() else task.exception()
        if trouble is None or isinstance(trouble, ClientDisconnected):  # a page that was closed while something was on its way to it
            return
        logger.error("a watched page lost its socket", exc_info=trouble)
        self.closing = asyncio.ensure_future(self.close(FAILED))

    async def _guard(self) -> None:
        """Who is taken out of the workspace or signs out sees nothing more of it on pages that are still open."""
        sessions = import_module(settings.SESSION_ENGINE)
        while True:
            await asyncio.sleep(GUARD_SECONDS)
            user = await get_user({"session": sessions.SessionStore(self.scope["session"].session_key)})
            if await self._member(user) is None:
                await self.close(REFUSED)
                return

    async def _member(self, user) -> Member | None:
        return await database_sync_to_async(access.member_of)(user, self.slug)

    async def _act(self, message: dict) -> None:
        if "watch" in message:
            await self._watch(int(message["sub"]), message)
        elif "unwatch" in message:
            await self._unwatch(int(message["unwatch"]))
        elif "ack" in message and (subscription := self.subscriptions.get(int(message["ack"]))):
            subscription.taken.set()
        elif "ping" in message:
            await self.tell({"pong": message["ping"]})

    async def _watch(self, sub: int, message: dict) -> None:
        await self._unwatch(sub)
        if len(self.subscriptions) >= MOST_SUBSCRIPTIONS:
            await self.tell({"sub": sub, "error": "This page watches too many things at once."})
            return
        try:
            watch = await database_sync_to_async(watching.open_watch)(self.member, message)
        except (Http404, PermissionDenied) as refusal:
            await self.tell({"sub": sub, "error": str(refusal)})
            return
        self.subscriptions[sub] = Subscription(self, sub, watch)
        await self.subscriptions[sub].start()

    async def _unwatch(self, sub: int) -> None:
        if subscription := self.subscriptions.pop(sub, None):
            await subscription.end({bell for other in self.subscriptions.values() for bell in other.bells})
