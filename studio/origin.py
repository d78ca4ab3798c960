"""Browsers send cookies with a websocket from any page; only pages of this very site may open one."""

from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier


class SameOrigin:
    """Refuses a websocket whose Origin is missing or names another host than the request's own Host header.

    ALLOWED_HOSTS is open on a machine that is known by several names, so Channels' own validator would let all pass."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        origin = urlsplit(headers.get(b"origin", b"").decode("latin-1"))
        host = headers.get(b"host", b"").decode("latin-1")
        if origin.netloc and origin.scheme in ("http", "https") and origin.netloc == host:
            return await self.application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)
