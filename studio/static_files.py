from asyncio import iscoroutine
from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise as a link of an async chain. It knows the sync kind alone, and one sync link makes every request hold a thread
    until it is answered: also one that waits half a minute for a log to grow."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable):
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        return self._answer(request) if iscoroutinefunction(self) else super().__call__(request)

    async def _answer(self, request):
        answer = super().__call__(request)
        return await answer if iscoroutine(answer) else answer
