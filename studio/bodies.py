"""How much a request may send. Django takes a body in whole, onto the disk, before any view could say that it is too much."""

from django.conf import settings

REFUSAL = b"That is more than this studio takes in one request. docs/running.md names the setting: TRAINSHED_SOURCE_BYTES.\n"
STRANGERS = 2**20  # bytes from somebody who shows neither a session nor a token: enough to sign in
FORM = 32 * 2**20  # beside the files of a source: the other fields, and the envelopes of its parts


class TooMuch(Exception):
    """The body went past its limit."""


class BoundedBodies:
    """Answers 413 to what announces too much, and cuts off what sends more than it may without announcing it."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        most = limit(headers)
        announced = headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > most:
            return await refuse(send)
        try:
            await self.application(scope, bounded(receive, most), send)
        except TooMuch:
            await refuse(send)


def limit(headers: dict) -> int:
    """Bytes that a request with these headers may send. A header proves nothing; who it claims to be is asked later."""
    known = settings.SESSION_COOKIE_NAME.encode() in headers.get(b"cookie", b"") or b"authorization" in headers
    return settings.SOURCE_BYTES + FORM if known else STRANGERS


def bounded(receive, most: int):
    taken = 0

    async def take():
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooMuch
        return message

    return take


async def refuse(send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), (b"content-length", str(len(REFUSAL)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL})
