"""One thing that a page watches: reads what this browser lacks, past its own cursor, and sends it at the browser's pace."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from channels.db import database_sync_to_async

from runs.watching import Watch

if TYPE_CHECKING:
    from runs.consumers import Live

HEAL_SECONDS = 1.0


class Subscription:
    """One message is on the way until it is acknowledged. A late joiner, a reconnect and a slow client are the same path;
    a lost bell heals within a second, because an idle subscription looks again by itself."""

    def __init__(self, consumer: Live, sub: int, watch: Watch):
        self.consumer, self.sub, self.watch = consumer, sub, watch
        self.bells = watch.bells
        self.rung, self.taken = asyncio.Event(), asyncio.Event()
        self.task: asyncio.Task | None = None

    async def start(self) -> None:
        # Listen first, then read: what grows in between rings.
        for bell in self.bells:
            await self.consumer.channel_layer.group_add(bell, self.consumer.channel_name)
        self.task = self.consumer.look_after(self._pump())

    async def end(self, still: set[str]) -> None:
        """Stop, and let go of the bells that nobody else on this page hears (`still` are those somebody does)."""
        if self.task:
            self.task.cancel()
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

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.rung.wait(), HEAL_SECONDS)
