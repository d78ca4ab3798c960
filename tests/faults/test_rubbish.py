"""Scripts that write what nobody expects: every byte is kept, every page shows it, and none of it becomes part of a page."""

import hashlib
import json
import time

import pytest

EVERY_BYTE = "bytes(range(256)) * 200"
BROKEN = r'b"\xff\xfe\xc3\x28 \xf0\x28\x8c\x28 \xed\xa0\x80 \x00 \x1b[31mred\x1b[0m \x1b]0;title\x07 50%\r100%\r\n" * 200'
LONG_LINE = 'b"before\\n" + b"x" * 50_000_000 + b"\\nafter\\n"'
BURST = 'b"".join(b"line %d\\n" % n for n in range(1_000_000))'
TAGS = ["<script>alert(1)</script>", "<img src=x onerror=alert(2)>", '"><svg onload=alert(3)>']

MARKUP = f"""
import os, sys, trainshed
for tag in {TAGS!r}:
    print(tag)
    trainshed.log(tag, 1.0)
    with open(os.path.join(os.environ["TRAINSHED_OUTPUTS"], tag.replace("/", "") + ".txt"), "w") as file:
        file.write(tag)
with open(os.path.join(os.environb[b"TRAINSHED_OUTPUTS"], b"no \\xff utf-8.txt"), "w") as file:
    file.write("kept")
sys.exit(1)
"""
ODD_METRICS = """
import trainshed
for value in (1.5, float("nan"), float("inf"), float("-inf"), -0.0, 5e-324, 1.7976931348623157e308):
    trainshed.log("odd", value)
trainshed.log("ends in NaN", 1.0)
trainshed.log("ends in NaN", float("nan"))
"""
# A script may write into the files that only the client and the agent are meant to write.
MESS = r"""
import os, trainshed
trainshed.log("good", 1)
metrics = os.environ["TRAINSHED_METRICS"]
with open(metrics, "ab") as file:
    file.write(b'5\nnull\n[]\n{"n": 5}\n{"n": "x"}\nnot json\n\n\xff\xfe\n{"n":"nul\\u0000","v":1}\n{"n":"steps","v":1,"s":{"a":1},"t":"late"}\n')
    file.write(b'{"n":"huge","v":' + b"9" * 400 + b'}\n' + b"[" * 100_000 + b"\n" + b"y" * 3_000_000 + b"\n")
with open(os.path.join(os.path.dirname(metrics), "events.jsonl"), "ab") as file:
    file.write(b'5\n{"event":["x"]}\n{"event":"running","at":1e300}\n{"event":"running","at":"noon"}\n{"event":"environment","packages":"\\u0000"}\n')
    file.write(b'{"event":"signalled","processes":-1,"signal":{},"self":1,"run":2,"because":7}\n\xff\n{"event":null,"at":null}\n')
trainshed.log("good", 2)
print("the end")
"""


@pytest.fixture(scope="module")
def runs(desk) -> dict[str, str]:
    """All of them at once: none disturbs another."""
    writes = {"bytes": EVERY_BYTE, "broken": BROKEN, "long": LONG_LINE, "burst": BURST}
    scripts = {name: f"import sys\nsys.stdout.buffer.write({what})\n" for name, what in writes.items()}
    scripts |= {"markup": MARKUP, "odd": ODD_METRICS, "mess": MESS}
    return {name: desk.submit(script, arguments=TAGS if name == "markup" else []) for name, script in scripts.items()}


@pytest.mark.parametrize("name, written", [("bytes", EVERY_BYTE), ("broken", BROKEN), ("long", LONG_LINE), ("burst", BURST)])
def test_every_byte_is_kept_and_the_log_opens(desk, browser, runs, name, written):
    key = runs[name]
    assert desk.until(key, "Completed")
    expected = eval(written)
    assert hashlib.sha256(desk.log(key)).digest() == hashlib.sha256(expected).digest()
    began = time.monotonic()
    for path in (f"/runs/{key}/", f"/runs/{key}/logs/", f"/runs/{key}/logs/rank-0.log/window/?line=-300&count=300"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert len(answer.content) < 8 * 2**20
    assert time.monotonic() - began < 5
    assert browser.get(f"/runs/{key}/logs/rank-0.log/raw/").content == expected


def test_a_long_line_is_shown_in_part_and_what_follows_it_whole(desk, browser, runs):
    desk.until(runs["long"], "Completed")
    lines = f"/runs/{runs['long']}/logs/rank-0.log/window/?count=10&line="
    window = browser.get(lines + "0").json()
    assert (window["lines"][0], window["cut"], window["total"]) == ("before", [1], 3)
    assert 1000 < len(window["lines"][1]) < 100_000
    assert browser.get(lines + "2").json()["lines"] == ["after"]


def test_any_line_of_a_million_opens_at_once(desk, browser, runs):
    desk.until(runs["burst"], "Completed")
    for line in (0, 1, 499_999, 999_990):
        window = browser.get(f"/runs/{runs['burst']}/logs/rank-0.log/window/?line={line}&count=10").json()
        assert window["lines"] == [f"line {n}" for n in range(line, line + 10)]
        assert window["total"] == 1_000_000


@pytest.mark.parametrize("tab", ["", "metrics/", "logs/", "outputs/", "code/", "configuration/", "events/", "header/"])
def test_markup_in_what_a_script_writes_stays_text_on_every_page(desk, browser, runs, tab):
    key = runs["markup"]
    assert desk.until(key, "Failed")["exit_code"] == 1
    page = browser.get(f"/runs/{key}/{tab}")
    assert page.status_code == 200
    assert not [tag for tag in TAGS if tag in page.text]
    assert not [tag for tag in TAGS if tag.replace("/", "") in page.text]


def test_markup_stays_text_in_lists_and_previews(desk, browser, runs):
    key = runs["markup"]
    desk.until(key, "Failed")
    outputs = browser.get(f"/runs/{key}/outputs/").text
    assert "&lt;script&gt;alert(1)&lt;script&gt;.txt" in outputs and "no \\xff utf-8.txt" in outputs
    for path in ("/", "/runs/", "/experiments/", f"/runs/{key}/outputs/?file=outputs/<script>alert(1)<script>.txt"):
        page = browser.get(path)
        assert page.status_code == 200
        assert not [tag for tag in TAGS if tag in page.text]
    assert set(desk.points(key)) == set(TAGS)
    file = browser.get(f"/runs/{key}/outputs/file/outputs/<script>alert(1)<script>.txt")
    assert file.text == TAGS[0] and file.headers["Content-Disposition"].startswith("attachment")


def test_nan_and_infinities_are_points_on_the_page_and_in_the_api(desk, browser, api, runs):
    key = runs["odd"]
    desk.until(key, "Completed")
    told = [1.5, "NaN", "Infinity", "-Infinity", -0.0, 5e-324, 1.7976931348623157e308]
    assert api.get(f"/runs/{key}/metrics/series", params={"name": "odd"}).json()["values"] == told
    assert strictly(browser.get(f"/runs/{key}/metrics/data/").text)["series"]["odd"]["values"] == told
    assert api.get(f"/runs/{key}").json()["metrics"]["ends in NaN"] == "NaN"
    facts = {row["name"]: row for row in api.get(f"/runs/{key}/metrics").json()["items"]}
    assert (facts["odd"]["count"], facts["odd"]["minimum"], facts["odd"]["maximum"]) == (7, 0.0, 1.7976931348623157e308)
    assert "NaN" in browser.get(f"/runs/{key}/").text


def test_a_mess_in_the_agents_own_files_harms_nobody(desk, runs):
    key = runs["mess"]
    assert desk.until(key, "Completed")["exit_code"] == 0
    points = desk.points(key)
    assert points["good"] == [[0, 1], [1, 2]]
    assert points["steps"] == [[0, 1]] and points["nul\ufffd"] == [[0, 1]]
    assert "huge" not in points and desk.log(key) == b"the end\n"


def strictly(text: str) -> dict:
    """JSON as browsers read it: no NaN, no Infinity."""

    def refuse(word: str):
        raise AssertionError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)
