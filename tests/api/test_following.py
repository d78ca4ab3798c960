"""Logs, metrics and outputs over the API, while they grow and afterwards."""

import asyncio
import time

import pytest
from channels.db import database_sync_to_async
from django.test import AsyncClient

from runs import logs
from runs.models import Output, Run, Stream
from runs.supervisor.points import Series
from studio.models import Token
from tests.api.conftest import content


def write(run: Run, data: bytes, name: str = "rank-0.log") -> None:
    """As the supervisor stores bytes: first the file, then the cursor, then the bell."""
    stream, _ = Stream.objects.get_or_create(run=run, name=name)
    stream.path.parent.mkdir(parents=True, exist_ok=True)
    stream.lines = logs.write(stream.path, stream.offset, stream.lines, data)
    stream.offset = stream.size = stream.offset + len(data)
    stream.save()
    run.ring()


@pytest.fixture
def part(reader):
    """`await part(run, offset, wait)` → (bytes, where they end, whether that is the end of the log)."""
    headers = {"Authorization": f"Bearer {Token.issue(reader, 'tests')[1]}"}

    async def ask(run, offset=0, wait=0.0, name="rank-0.log", **more):
        asked = {"offset": offset, "wait": wait, **more}
        answer = await AsyncClient().get(f"/api/v1/runs/{run.key}/logs/{name}/part", asked, headers=headers)
        assert answer.status_code == 200, answer.content
        return answer.content, int(answer["X-Log-End"]), answer["X-Log-Final"] == "true"

    return ask


@pytest.mark.django_db(transaction=True)
async def test_a_part_says_where_it_ends_and_whether_more_may_come(part, a_run):
    run = await database_sync_to_async(a_run)("Running")
    await database_sync_to_async(write)(run, b"one\n\xff\x00two")
    assert await part(run) == (b"one\n\xff\x00two", 9, False)
    assert await part(run, 4) == (b"\xff\x00two", 9, False)
    assert await part(run, 0, most=3) == (b"one", 3, False)
    assert await part(run, 9) == (b"", 9, False)
    assert await part(run, 99_999) == (b"", 99_999, False)


@pytest.mark.django_db(transaction=True)
async def test_a_run_that_is_over_has_an_end(part, a_run):
    run = await database_sync_to_async(a_run)("Completed")
    assert await part(run, wait=10) == (b"", 0, True)
    await database_sync_to_async(write)(run, b"all")
    assert await part(run, 0, most=2) == (b"al", 2, False)
    assert await part(run, 2, wait=10) == (b"l", 3, True)


@pytest.mark.django_db(transaction=True)
async def test_waiting_ends_as_soon_as_there_is_something(part, a_run):
    run = await database_sync_to_async(a_run)("Running")
    waiting = asyncio.create_task(part(run, wait=20))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    began = time.monotonic()
    await database_sync_to_async(write)(run, b"now\n")
    assert await waiting == (b"now\n", 4, False)
    assert time.monotonic() - began < 0.9  # the bell, not the look once a second


@pytest.mark.django_db(transaction=True)
async def test_waiting_ends_when_its_time_is_over_or_the_run_is(part, a_run):
    run = await database_sync_to_async(a_run)("Running")
    began = time.monotonic()
    assert await part(run, wait=0.3) == (b"", 0, False)
    assert 0.25 < time.monotonic() - began < 5
    waiting = asyncio.create_task(part(run, wait=20))
    await asyncio.sleep(0.2)
    await database_sync_to_async(run.move)("Failed")
    assert await waiting == (b"", 0, True)


def test_a_whole_log_and_ranges_of_it_are_served(call, reader, a_run):
    run = a_run("Completed")
    write(run, b"0123456789", "setup.log")
    client = call(reader).client
    address = f"/api/v1/runs/{run.key}/logs/setup.log"
    assert content(client.get(address)) == b"0123456789"
    part = client.get(address, headers={"Range": "bytes=2-4"})
    assert part.status_code == 206 and content(part) == b"234"
    assert client.get(address, headers={"Range": "bytes=99-"}).status_code == 416
    listed = {log["name"]: log["size"] for log in call(reader).get(f"/runs/{run.key}/logs").data}
    assert listed == {"setup.log": 10, "rank-0.log": 0}


@pytest.mark.parametrize("name", ["metrics.jsonl", "..%2f..%2fdjango.key", "nothing.log"])
def test_only_logs_are_logs(call, reader, a_run, name):
    assert call(reader).get(f"/runs/{a_run('Completed').key}/logs/{name}").status_code == 404


@pytest.mark.parametrize("query", ["", "?offset=-1", "?offset=0&wait=31", "?offset=0&most=99999999", "?offset=x"])
def test_a_part_that_cannot_be_is_refused(call, reader, a_run, query):
    assert call(reader).get(f"/runs/{a_run('Running').key}/logs/rank-0.log/part{query}").status_code == 422


def test_metrics_are_told_as_a_table_as_news_and_whole(call, reader, a_run):
    run, caller = a_run("Running"), call(reader)
    series = Series(run)
    series.store(b'{"n":"loss","v":2.0,"s":1,"t":10.5}\n{"n":"loss","v":"NaN","s":2,"t":11}\n{"n":"a/b c","v":1}\n')
    table = {metric["name"]: metric for metric in caller.get(f"/runs/{run.key}/metrics").data["items"]}
    assert (table["loss"]["last"], table["loss"]["minimum"], table["loss"]["count"]) == ("NaN", 2.0, 2)
    news = caller.get(f"/runs/{run.key}/metrics/points").data
    assert news["series"]["loss"] == {"start": 0, "steps": [1.0, 2.0], "values": [2.0, "NaN"], "times": [10.5, 11.0]}
    assert caller.get(f"/runs/{run.key}/metrics/points", cursor=news["cursor"]).data == {"cursor": news["cursor"], "series": {}}
    series.store(b'{"n":"loss","v":0.5,"s":3}\n')
    later = caller.get(f"/runs/{run.key}/metrics/points", cursor=news["cursor"]).data
    assert list(later["series"]) == ["loss"] and later["series"]["loss"]["values"] == [0.5] and later["series"]["loss"]["start"] == 2
    assert caller.get(f"/runs/{run.key}/metrics/series", name="loss").data["values"] == [2.0, "NaN", 0.5]
    assert caller.get(f"/runs/{run.key}/metrics/series", name="a/b c").data["values"] == [1.0]
    assert "no metric none" in caller.get(f"/runs/{run.key}/metrics/series", name="none").data["detail"]


def test_outputs_are_listed_and_fetched(call, reader, a_run):
    run, caller = a_run("Completed"), call(reader)
    for path, data in {"outputs/a b.txt": b"text", "outputs/deep/ü.bin": b"\0\1"}.items():
        output = Output.objects.create(run=run, path=path, size=len(data), modified=run.created)
        output.file.parent.mkdir(parents=True, exist_ok=True)
        output.file.write_bytes(data)
    assert {output["path"] for output in caller.get(f"/runs/{run.key}/outputs").data["items"]} == {"outputs/a b.txt", "outputs/deep/ü.bin"}
    answer = caller.client.get(f"/api/v1/runs/{run.key}/outputs/file/outputs/deep/%C3%BC.bin")
    assert content(answer) == b"\0\1" and answer["X-Content-Type-Options"] == "nosniff" and "attachment" in answer["Content-Disposition"]
    assert content(caller.client.get(f"/api/v1/runs/{run.key}/outputs/archive"))[:2] == b"PK"
    assert caller.get(f"/runs/{run.key}/outputs/file/../../django.key").status_code == 404
