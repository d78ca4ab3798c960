"""Scripts, styles and images: each page names them under a version of all of them, so a browser asks for each once and never again."""

import re
from asyncio import iscoroutine
from collections.abc import Callable
from functools import cache
from hashlib import sha256

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

FOREVER = "public, max-age=31536000, immutable"
VERSIONED = re.compile(rf"{re.escape(settings.STATIC_URL)}(v-[0-9a-f]{{12}})/")


@cache
def version() -> str:
    """Of the content of all files, so that studios beside each other call the same files the same."""
    found = sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                found.update(f"{name}\0{file.size}\0".encode() + file.read())
    return f"v-{found.hexdigest()[:12]}"


class Versioned(StaticFilesStorage):
    """Modules import each other, and style sheets theirs, by relative addresses: they all come under the version of the page."""

    def url(self, name: str | None) -> str:
        return f"{settings.STATIC_URL}{version()}/{name}"


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise as a link of an async chain. It knows the sync kind alone, and one sync link makes every request hold a thread
    until it is answered: also one that waits half a minute for a log to grow."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable):
        super().__init__(get_response)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self._answer(request)
        asked = _asked(request)
        return self._kept(super().__call__(request), asked)

    async def _answer(self, request):
        asked = _asked(request)
        answer = super().__call__(request)
        return self._kept(await answer if iscoroutine(answer) else answer, asked)

    def _kept(self, answer: HttpResponseBase, asked: str) -> HttpResponseBase:
        # A page from before an upgrade gets today's file under yesterday's address: that one is asked for again.
        if asked and asked == version() and answer.status_code in (200, 206, 304):
            answer["Cache-Control"] = FOREVER
        return answer


def _asked(request: HttpRequest) -> str:
    """The version that a file is asked for in, which is taken out of its address; empty where it is asked for in none."""
    found = VERSIONED.match(request.path_info)
    if found is None:
        return ""
    request.path_info = settings.STATIC_URL + request.path_info[found.end() :]
    return found[1]
