"""Doorbells: "run X grew", never what it grew by. Whoever looks at X then reads what they lack.

A bell may be lost or rung twice without harm. Rung from a thread (the worker, a view), heard by consumers through the
channel layer; `wait` listens in a thread, for the supervisor."""

import asyncio
import threading
from collections.abc import Iterable
from functools import cache

from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError


def run(pk: int) -> str:
    return f"run.{pk}"


def runs(workspace_pk: int) -> str:
    return f"runs.{workspace_pk}"


def target(pk: int) -> str:
    return f"target.{pk}"


def sweep(pk: int) -> str:
    """Rung when something happened to a sweep or one of its trials."""
    return f"sweep.{pk}"


def work(target_pk: int) -> str:
    """Rung when a target's supervisor has something new to do."""
    return f"work.{target_pk}"


def ring(*bells: str) -> None:
    """Ring now, without waiting for anybody. A bell that is rung again before it went out rings once."""
    if _bells.add(bells):
        asyncio.run_coroutine_threadsafe(_send(), _loop())


def ring_on_commit(*bells: str) -> None:
    """Ring once the transaction is there for others to read."""
    transaction.on_commit(lambda: ring(*bells))


class _Pending:
    """Bells that are still to be sent, in the order in which they were rung first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bells: dict[str, None] = {}

    def add(self, bells: Iterable[str]) -> bool:
        """Whether nobody is on the way to send them yet."""
        with self._lock:
            first = not self._bells
            self._bells.update(dict.fromkeys(bells))
            return first and bool(self._bells)

    def take(self) -> list[str]:
        with self._lock:
            bells = list(self._bells)
            self._bells.clear()
            return bells


_bells = _Pending()


async def _send() -> None:
    layer = get_channel_layer()
    for bell in _bells.take():
        # A broker that is away costs a bell, never the act that rang it: readers look once a second anyway.
        try:
            await layer.group_send(bell, {"type": "bell", "bell": bell})
        except (OSError, RedisError):
            return


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One loop in one daemon thread of this process: the channel layer keeps a connection for each loop it meets."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="doorbell", daemon=True).start()
    return loop


class Ear:
    """Hears bells in a thread. `wait` answers as soon as one rings, or after the time-out."""

    def __init__(self, *bells: str):
        self._rung, self._ready = threading.Event(), asyncio.Event()
        self._listening = asyncio.run_coroutine_threadsafe(self._listen(bells), _loop())

    def wait(self, seconds: float) -> bool:
        """Whether a bell rang since the last `wait`."""
        rung = self._rung.wait(seconds)
        self._rung.clear()
        return rung

    def nudge(self) -> None:
        """Ring for this listener alone."""
        self._rung.set()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), _loop())

    async def _end(self) -> None:
        # Stopped while it still subscribes, the layer would keep half a subscription for ever.
        await self._ready.wait()
        self._listening.cancel()

    async def _listen(self, bells: tuple[str, ...]) -> None:
        try:
            layer = get_channel_layer()
            channel = await layer.new_channel()
            for bell in bells:
                await layer.group_add(bell, channel)
        finally:
            self._ready.set()
        try:
            while True:
                await layer.receive(channel)
                self._rung.set()
        finally:
            for bell in bells:
                await layer.group_discard(bell, channel)
