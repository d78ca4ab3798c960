"""runs/<key>/logs/<stream>/window/ and raw/"""

import pytest
from django.urls import reverse

from runs import logs
from runs.models import Stream

pytestmark = pytest.mark.django_db
TEXT = "".join(f"line {number} <script>alert(1)</script> é\n" for number in range(1000))


@pytest.fixture
def run(a_run):
    run = a_run("Running")
    stream = Stream(run=run, name="rank-0.log", offset=len(TEXT.encode()), size=len(TEXT.encode()))
    stream.path.parent.mkdir(parents=True, exist_ok=True)
    stream.lines = logs.write(stream.path, 0, 0, TEXT.encode())
    stream.save()
    return run


def window(run, stream="rank-0.log", slug="vision") -> str:
    return reverse("run_log_window", args=[slug, run.key, stream])


def raw(run, stream="rank-0.log", slug="vision") -> str:
    return reverse("run_log_raw", args=[slug, run.key, stream])


def test_a_window_in_the_midst(browse, reader, run):
    found = browse(reader).get(window(run), {"line": 500, "count": 2}).json()
    assert found["lines"] == TEXT.splitlines()[500:502]
    assert (found["first"], found["total"]) == (500, 1000)


def test_a_window_from_the_end(browse, reader, run):
    found = browse(reader).get(window(run), {"line": -3, "count": 100}).json()
    assert (found["first"], len(found["lines"])) == (997, 3)


def test_words_for_numbers_are_refused_with_a_sentence(browse, reader, run):
    answer = browse(reader).get(window(run), {"line": "x"})
    assert (answer.status_code, answer.json()) == (400, {"error": "`line` and `count` are whole numbers."})


def test_the_log_that_every_run_gets_is_there_before_its_first_byte(browse, reader, a_run):
    found = browse(reader).get(window(a_run(), "setup.log")).json()
    assert (found["lines"], found["total"]) == ([], 0)


@pytest.mark.parametrize("name", ["metrics.jsonl", "unknown.log", "rank-0.log.idx"])
def test_what_is_no_log_is_not_found(browse, reader, run, name):
    Stream.objects.create(run=run, name="metrics.jsonl")
    assert browse(reader).get(window(run, name)).status_code == 404
    assert browse(reader).get(raw(run, name)).status_code == 404


def test_a_stranger_reads_no_log(browse, stranger, run):
    for address in (window(run), raw(run), window(run, slug="speech"), raw(run, slug="speech")):
        assert browse(stranger).get(address).status_code == 404


def test_the_raw_log_is_the_bytes_and_no_page(browse, reader, run):
    answer = browse(reader).get(raw(run))
    assert b"".join(answer) == TEXT.encode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert int(answer["Content-Length"]) == len(TEXT.encode())


@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=10-99999999", 10, None)]
)
def test_one_range_of_the_raw_log(browse, reader, run, asked, start, stop):
    answer = browse(reader).get(raw(run), headers={"Range": asked})
    expected = TEXT.encode()[start:stop]
    assert (answer.status_code, b"".join(answer)) == (206, expected)
    assert int(answer["Content-Length"]) == len(expected)
    assert answer["Content-Range"].endswith(f"/{len(TEXT.encode())}")


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-3", "bytes=-0"])
def test_a_range_outside_is_refused(browse, reader, run, asked):
    assert browse(reader).get(raw(run), headers={"Range": asked}).status_code == 416


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "rubbish"])
def test_other_ranges_give_the_whole(browse, reader, run, asked):
    answer = browse(reader).get(raw(run), headers={"Range": asked})
    assert (answer.status_code, b"".join(answer)) == (200, TEXT.encode())


def test_a_script_in_a_log_is_text_on_the_page(browse, reader, run):
    page = browse(reader).get(reverse("run_logs", args=["vision", run.key])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_scripts_log_is_shown_first_and_the_setups_while_it_is_all_there_is(a_run):
    run = a_run("Preparing")
    assert logs.first_choice(logs.streams(run)) == "rank-0.log"
    Stream.objects.create(run=run, name="setup.log", offset=5)
    assert logs.first_choice(logs.streams(run)) == "setup.log"
    Stream.objects.create(run=run, name="rank-0.log", offset=5)
    assert logs.first_choice(logs.streams(run)) == "rank-0.log"


def test_logs_are_in_reading_order(a_run):
    run = a_run("Running")
    for name in ("rank-10.log", "rank-2.log", "metrics.jsonl"):
        Stream.objects.create(run=run, name=name)
    assert [stream.name for stream in logs.streams(run)] == ["setup.log", "rank-0.log", "rank-2.log", "rank-10.log"]
