"""The websocket of a page. A subscription reads what this browser lacks, past its own cursor, and sends it at the
browser's pace: one message on the way until it is acknowledged. A late joiner, a reconnect and a slow client are the
same path; a lost bell heals within a second, because an idle subscription looks again by itself."""

import asyncio
import json
import logging

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.core.exceptions import PermissionDenied
from django.http import Http404

from runs import watching
from studio import access

logger = logging.getLogger(__name__)
HEAL_SECONDS = 1.0
MOST_SUBSCRIPTIONS = 64


class Live(AsyncWebsocketConsumer):
    """Messages are described in docs/live.md."""

    async def connect(self):
        self.subscriptions: dict[int, Subscription] = {}
        slug = self.scope["url_route"]["kwargs"]["slug"]
        self.member = await database_sync_to_async(access.member_of)(self.scope["user"], slug)
        if self.member is None:
            await self.close(4403)
            return
        await self.accept()

    async def disconnect(self, code):
        for subscription in self.subscriptions.values():
            subscription.stop()

    async def receive(self, text_data=None, bytes_data=None):
        try:
            message = json.loads(text_data or "")
            await self._act(message)
        except (ValueError, KeyError, TypeError):
            await self.tell({"error": "That message is not of this protocol."})

    async def bell(self, event):
        """The channel layer's word that something grew."""
        for subscription in self.subscriptions.values():
            if event["bell"] in subscription.bells:
                subscription.rung.set()

    async def tell(self, message: dict) -> None:
        await self.send(json.dumps(message, separators=(",", ":")))

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
        self.subscriptions[sub] = subscription = Subscription(self, sub, watch)
        await subscription.start()

    async def _unwatch(self, sub: int) -> None:
        if subscription := self.subscriptions.pop(sub, None):
            await subscription.end()


class Subscription:
    """One thing that a page watches."""

    def __init__(self, consumer: Live, sub: int, watch: "watching.Watch"):
        self.consumer, self.sub, self.watch = consumer, sub, watch
        self.bells = watch.bells
        self.rung, self.taken = asyncio.Event(), asyncio.Event()

    async def start(self) -> None:
        # Listen first, then read: what grows in between rings.
        for bell in self.bells:
            await self.consumer.channel_layer.group_add(bell, self.consumer.channel_name)
        self.task = asyncio.create_task(self._pump())
        self.task.add_done_callback(self._over)

    def stop(self) -> None:
        self.task.cancel()

    async def end(self) -> None:
        self.stop()
        still = {bell for other in self.consumer.subscriptions.values() for bell in other.bells}
        for bell in set(self.bells) - still:
            await self.consumer.channel_layer.group_discard(bell, self.consumer.channel_name)

    async def _pump(self) -> None:
        read = database_sync_to_async(self.watch.read, thread_sensitive=False)
        while True:
            self.rung.clear()
            news = await read()
            if news is None:
                await self._rest()
                continue
            self.taken.clear()
            await self.consumer.tell({"sub": self.sub, "data": news})
            await self.taken.wait()

    def _over(self, task: asyncio.Task) -> None:
        # A read that failed (the database is away) ends the socket; the browser comes back with its own cursors.
        if not task.cancelled() and task.exception():
            logger.error("watching %s failed", self.watch, exc_info=task.exception())
            asyncio.ensure_future(self.consumer.close(1011))

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self.rung.wait(), HEAL_SECONDS)
        except TimeoutError:
            pass
