"""Nobody fills the disk with one request."""

import asyncio

import pytest

from studio.bodies import STRANGERS, BoundedBodies

SESSION = (b"cookie", b"trainshed_session=abc")


def ask(pieces: list[bytes], *headers: tuple[bytes, bytes]) -> tuple[int, int]:
    """The status of the answer, and how many bytes the application was given."""
    given, told = [], []

    async def application(scope, receive, send):
        more = True
        while more:
            message = await receive()
            given.append(message["body"])
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})

    waiting = [{"type": "http.request", "body": piece, "more_body": n < len(pieces) - 1} for n, piece in enumerate(pieces)]

    async def receive():
        return waiting.pop(0)

    async def send(message):
        told.append(message)

    asyncio.run(BoundedBodies(application)({"type": "http", "headers": headers}, receive, send))
    return told[0]["status"], sum(map(len, given))


def test_a_form_of_a_stranger_goes_through():
    assert ask([b"name=a&password=b"]) == (200, 17)


def test_what_announces_too_much_is_refused_unread():
    assert ask([b"x"], (b"content-length", str(STRANGERS + 1).encode())) == (413, 0)


def test_what_does_not_announce_it_is_cut_off():
    status, given = ask([b"x" * 2**18] * 8)
    assert status == 413
    assert given <= STRANGERS


@pytest.mark.parametrize("header", [SESSION, (b"authorization", b"Bearer tsd_x")])
def test_a_member_may_send_a_source(header, settings):
    settings.SOURCE_BYTES = 8 * 2**20
    assert ask([b"x" * 2**20] * 8, header) == (200, 8 * 2**20)


def test_nobody_may_send_more_than_a_source(settings):
    settings.SOURCE_BYTES = 2**20
    assert ask([b"x" * 2**24] * 3, SESSION)[0] == 413
