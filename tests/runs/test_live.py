"""The websocket of a page: who may open one, what it tells, and at whose pace."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from uvicorn.protocols.utils import ClientDisconnected

from runs import consumers, logs, subscriptions
from runs.models import Output, Run, Stream
from runs.supervisor.journal import Journal
from runs.supervisor.points import Series
from studio import doorbell
from studio.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 5.0  # seconds that a slow machine may take; what must not come is waited for QUIET seconds
QUIET = 0.3


class Browser:
    """A page's socket as the page's own script speaks to it."""

    def __init__(self, socket: ApplicationCommunicator):
        self.socket = socket

    async def say(self, message: object) -> None:
        await self.socket.send_input({"type": "websocket.receive", "text": message if isinstance(message, str) else json.dumps(message)})

    async def watch(self, sub: int, **what) -> None:
        await self.say({"sub": sub, **what})

    async def ack(self, sub: int) -> None:
        await self.say({"ack": sub})

    async def hear(self, timeout: float = SOON) -> dict:
        output = await self.socket.receive_output(timeout)
        assert output["type"] == "websocket.send", output
        return json.loads(output["text"])

    async def silent(self) -> bool:
        return await self.socket.receive_nothing(timeout=QUIET)


async def knock(member=None, slug: str = "vision", origin: str = "http://testserver") -> tuple[ApplicationCommunicator, dict]:
    """A socket that asks to be opened, with the cookies of this member's browser, and the answer."""
    cookie = await sync_to_async(_cookie)(member) if member else ""
    headers = [(b"host", b"testserver"), (b"cookie", cookie.encode()), (b"origin", origin.encode())]
    path = f"/ws/w/{slug}/"
    scope = {"type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers, "subprotocols": []}
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    return socket, await socket.receive_output(SOON)


def _cookie(member) -> str:
    client = Client()
    client.force_login(member.user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@asynccontextmanager
async def page(member, **where):
    socket, answer = await knock(member, **where)
    assert answer["type"] == "websocket.accept", answer
    try:
        yield Browser(socket)
    finally:
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(SOON)


async def refused(member, **where) -> bool:
    _, answer = await knock(member, **where)
    return answer["type"] == "websocket.close"


def write(run, data: bytes, name: str = "rank-0.log", ring: bool = True) -> Stream:
    """What the supervisor does with bytes of a log."""
    stream, _ = Stream.objects.get_or_create(run=run, name=name)
    stream.path.parent.mkdir(parents=True, exist_ok=True)
    stream.lines = logs.write(stream.path, stream.offset, stream.lines, data)
    stream.offset += len(data)
    stream.size = stream.offset
    stream.save()
    if ring:
        doorbell.ring(doorbell.run(run.pk))
    return stream


write_later = sync_to_async(write)


def _lines(journal: Journal, lines: bytes, revision: int) -> None:
    with transaction.atomic():
        journal.store(lines, revision)
        doorbell.ring_on_commit(doorbell.run(journal.run.pk))


def _collected(run: Run) -> None:
    """Its picture is here, and it is over."""
    Output.objects.create(run=run, path="a.png", size=1, modified=timezone.now())
    for state in ("Finalizing", "Completed"):
        run.move(state)


def _points(run, lines: bytes) -> None:
    Series(run).store(lines)
    doorbell.ring(doorbell.run(run.pk))


# -- who may ------------------------------------------------------------------------------------------------------------


async def test_a_stranger_is_refused(workspace, stranger):
    assert await refused(stranger)


async def test_nobody_is_refused(workspace):
    assert await refused(None)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://testserver.evil.example", "https://testserver:444", "null", ""])
async def test_a_page_of_another_site_is_refused(reader, origin):
    assert await refused(reader, origin=origin)


async def test_a_reader_may_watch(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="run", id=run.key)
        assert (await browser.hear())["sub"] == 1


async def test_two_workspaces_cannot_see_each_other(reader, stranger, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(stranger, slug="speech") as browser:
        for what in ("run", "summary", "log", "metrics", "records", "target"):
            await browser.watch(1, watch=what, id="local" if what == "target" else run.key, stream="rank-0.log")
            answer = await browser.hear()
            assert "error" in answer, what
            assert "data" not in answer
        await browser.watch(2, watch="runs")
        assert (await browser.hear())["data"]["changed"].startswith("0/0/0/0")
        await browser.ack(2)
        await write_later(run, b"secret\n")
        await sync_to_async(run.move)("Finalizing")
        assert await browser.silent()


async def test_a_member_who_is_taken_out_loses_the_open_page(reader, monkeypatch):
    monkeypatch.setattr(consumers, "GUARD_SECONDS", 0.05)
    async with page(reader) as browser:
        await sync_to_async(reader.delete)()
        assert await browser.socket.receive_output(timeout=SOON) == {"type": "websocket.close", "code": consumers.REFUSED}


async def test_who_signs_out_loses_the_open_page(reader, monkeypatch):
    from django.contrib.sessions.models import Session

    monkeypatch.setattr(consumers, "GUARD_SECONDS", 0.05)
    async with page(reader) as browser:
        await sync_to_async(Session.objects.all().delete)()
        assert await browser.socket.receive_output(timeout=SOON) == {"type": "websocket.close", "code": consumers.REFUSED}


# -- what it tells ------------------------------------------------------------------------------------------------------


async def test_a_change_of_state_is_told(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="run", id=run.key)
        first = await browser.hear()
        await browser.ack(1)
        await sync_to_async(run.move)("Finalizing")
        second = await browser.hear()
        assert second["data"]["changed"] != first["data"]["changed"]


async def test_a_page_that_shows_the_newest_is_told_nothing(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="run", id=run.key)
        seen = (await browser.hear())["data"]["changed"]
    async with page(reader) as browser:
        await browser.watch(1, watch="run", id=run.key, seen=seen)
        assert await browser.silent()


async def test_what_changed_while_the_laptop_slept_is_told_at_once(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="run", id=run.key)
        seen = (await browser.hear())["data"]["changed"]
    await sync_to_async(run.move)("Finalizing")
    async with page(reader) as browser:
        await browser.watch(1, watch="run", id=run.key, seen=seen)
        assert (await browser.hear())["data"]["changed"] != seen


async def test_a_log_comes_from_the_cursor_on(reader, a_run):
    """A late joiner and a browser that comes back are the same path."""
    run = await sync_to_async(a_run)("Running")
    await write_later(run, b"one\ntwo\n")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log", offset=4)
        told = (await browser.hear())["data"]
        assert (told["offset"], told["line"], told["text"], told["end"], told["final"]) == (4, 1, "two\n", 8, False)
        await browser.ack(1)
        await write_later(run, "thr€".encode())
        told = (await browser.hear())["data"]
        assert (told["offset"], told["line"], told["text"]) == (8, 2, "thr€")


async def test_a_log_tells_its_end(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    await write_later(run, b"one\n")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        await browser.hear()
        await browser.ack(1)
        await write_later(run, b"two")
        await sync_to_async(run.move)("Finalizing")
        await sync_to_async(run.move)("Completed")
        texts, final = "", False
        while not final:
            told = (await browser.hear())["data"]
            texts, final = texts + told["text"], told["final"]
            await browser.ack(1)
        assert texts == "two"
        assert await browser.silent()


async def test_a_log_that_was_never_written_ends_too(reader, a_run):
    run = await sync_to_async(a_run)("Canceled")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        told = (await browser.hear())["data"]
        assert (told["final"], told["text"], told["size"]) == (True, "", 0)


async def test_a_browser_far_behind_is_shown_the_end(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    await write_later(run, b"x" * 99 + b"\n", ring=False)
    await write_later(run, (b"y" * 99 + b"\n") * 60_000)
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        told = (await browser.hear())["data"]
        assert told["skipped"]
        assert told["offset"] > 5_000_000
        assert told["line"] == told["offset"] / 100
        assert told["text"].startswith("yyy")


async def test_a_flood_comes_whole_and_in_order(reader, a_run, monkeypatch):
    from runs import watching

    monkeypatch.setattr(watching, "PIECE", 1000)
    run = await sync_to_async(a_run)("Running")
    text = "".join(f"line {number} — é\n" for number in range(2000))
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        for start in range(0, len(text.encode()), 7777):
            await write_later(run, text.encode()[start : start + 7777])
        told = ""
        while len(told) < len(text):
            told += (await browser.hear())["data"]["text"]
            await browser.ack(1)
        assert told == text


async def test_points_come_from_the_cursor_on(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    store = sync_to_async(_points)
    await store(run, b'{"n":"loss","v":3}\n')
    async with page(reader) as browser:
        await browser.watch(1, watch="metrics", id=run.key)
        first = (await browser.hear())["data"]
        assert first["series"]["loss"]["values"] == [3.0]
        await browser.ack(1)
        await store(run, b'{"n":"loss","v":"NaN"}\n')
        told = (await browser.hear())["data"]
        assert (told["series"]["loss"]["start"], told["series"]["loss"]["values"]) == (1, ["NaN"])
    async with page(reader) as browser:
        await browser.watch(1, watch="metrics", id=run.key, cursor=first["cursor"])
        assert (await browser.hear())["data"] == told


async def test_rows_come_from_the_cursor_on_and_images_again_at_the_end(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    journal = await sync_to_async(Journal)(run)
    store = sync_to_async(_lines)
    await store(journal, b'{"l":{"name":"t","kind":"table","columns":{"x":[1,2]}}}\n{"i":{"name":"plot","path":"a.png"}}\n', 5)
    async with page(reader) as browser:
        await browser.watch(1, watch="records", id=run.key)
        first = (await browser.hear())["data"]
        table, plot = sorted(first["records"], key=lambda record: record["kind"], reverse=True)
        assert (first["cursor"], table["rows"], plot["rows"][0][-1]) == (5, [[1], [2]], "")
        await browser.ack(1)
        await store(journal, b'{"l":{"name":"t","kind":"table","columns":{"x":[3]}}}\n', 9)
        told = (await browser.hear())["data"]
        assert (told["cursor"], [(record["start"], record["rows"]) for record in told["records"]]) == (9, [(2, [[3]])])
    async with page(reader) as browser:
        await browser.watch(1, watch="records", id=run.key, cursor=5, have={str(table["id"]): 2})
        assert (await browser.hear())["data"] == told
        await browser.ack(1)
        await sync_to_async(_collected)(run)
        again = (await browser.hear())["data"]
        assert (again["over"], [record["rows"][0][-1] for record in again["records"]]) == (True, ["picture"])


@pytest.mark.parametrize(("watched", "told"), [("summary", True), ("run", False)])
async def test_a_growing_log_is_news_for_the_summary_alone(reader, a_run, watched, told):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch=watched, id=run.key)
        await browser.hear()
        await browser.ack(1)
        await write_later(run, b"one\n")
        assert await browser.silent() is not told


# -- at whose pace ------------------------------------------------------------------------------------------------------


async def test_one_message_is_on_the_way_until_it_is_acknowledged(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        await write_later(run, b"one\n")
        assert (await browser.hear())["data"]["text"] == "one\n"
        await write_later(run, b"two\n")
        await write_later(run, b"three\n")
        assert await browser.silent()
        await browser.ack(1)
        assert (await browser.hear())["data"]["text"] == "two\nthree\n"


async def test_a_slow_subscription_holds_no_other_up(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        await write_later(run, b"one\n")
        await browser.hear()
        await browser.watch(2, watch="log", id=run.key, stream="setup.log")
        await write_later(run, b"prepared\n", name="setup.log")
        told = await browser.hear()
        assert (told["sub"], told["data"]["text"]) == (2, "prepared\n")


async def test_a_lost_bell_heals_within_a_second(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        assert await browser.silent()
        await write_later(run, b"nobody rang\n", ring=False)
        told = await browser.hear(timeout=subscriptions.HEAL_SECONDS + 1)
        assert told["data"]["text"] == "nobody rang\n"


async def test_a_bell_is_heard_without_waiting_to_heal(reader, a_run, monkeypatch):
    monkeypatch.setattr(subscriptions, "HEAL_SECONDS", 600)
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        assert await browser.silent()
        await write_later(run, b"ding\n")
        assert (await browser.hear())["data"]["text"] == "ding\n"


async def test_what_is_no_longer_watched_is_not_told(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        await browser.watch(1, watch="log", id=run.key, stream="rank-0.log")
        await browser.say({"unwatch": 1})
        await browser.watch(2, watch="run", id=run.key)  # messages are read in order: its answer says that the one before was
        assert (await browser.hear())["sub"] == 2
        await write_later(run, b"one\n")
        assert await browser.silent()


# -- what is not of the protocol ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '"watch"', '{"watch": "run"}', '{"watch": "secrets", "sub": 1}', '{"watch": "log", "sub": "x"}']
)
async def test_rubbish_is_answered_and_harms_nothing(reader, text):
    async with page(reader) as browser:
        await browser.say(text)
        if text != "[]":
            assert "error" in await browser.hear()
        await browser.say({"ping": 7})
        assert await browser.hear() == {"pong": 7}


async def test_a_page_cannot_watch_without_end(reader, a_run):
    run = await sync_to_async(a_run)("Running")
    async with page(reader) as browser:
        for sub in range(consumers.MOST_SUBSCRIPTIONS + 1):
            await browser.watch(sub, watch="log", id=run.key, stream="rank-0.log")
        assert (await browser.hear())["error"]


async def test_a_page_that_is_closed_while_news_are_on_their_way_is_no_trouble(caplog):
    async def send_to_nobody():
        raise ClientDisconnected

    async def read_from_nowhere():
        raise OSError("the database is away")

    ended = []
    for work in (send_to_nobody, read_from_nowhere):
        consumer = consumers.Live()
        consumer.close = lambda code, work=work: ended.append(work) or asyncio.sleep(0)
        with pytest.raises(OSError):
            await consumer.look_after(work())
        await asyncio.sleep(0)  # its callback is called after those who wait for it
    assert ended == [read_from_nowhere]
    assert [record.message for record in caplog.records] == ["a watched page lost its socket"]
