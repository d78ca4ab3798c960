"""Waiting for a doorbell in a request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from channels.layers import get_channel_layer
from redis.exceptions import RedisError


class Bell:
    def __init__(self, channel: str | None):
        self.channel = channel

    async def wait(self, seconds: float) -> None:
        """Until it rings, or for so long. A bell that the broker lost is a wait of that time, no error."""
        if self.channel is None:
            await asyncio.sleep(seconds)
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(get_channel_layer().receive(self.channel), seconds)


@contextlib.asynccontextmanager
async def hearing(name: str) -> AsyncIterator[Bell]:
    layer = get_channel_layer()
    try:
        channel = await layer.new_channel()
        await layer.group_add(name, channel)
    except (OSError, RedisError):
        yield Bell(None)  # the broker is away: readers look by themselves
        return
    try:
        yield Bell(channel)
    finally:
        with contextlib.suppress(OSError, RedisError):
            await layer.group_discard(name, channel)
