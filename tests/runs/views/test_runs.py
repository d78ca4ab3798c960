"""The runs table: rows, filters, pages, and what it costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.models import Metric

pytestmark = pytest.mark.django_db
PAGE = "/w/vision/runs/"


def test_it_shows_runs_newest_first_with_their_metrics(browse, reader, contributor, a_run):
    old, new = a_run("Completed", by=contributor), a_run("Running", by=contributor)
    Metric.objects.create(run=new, name="loss", count=2, last=0.123456)
    text = browse(reader).get(PAGE).content.decode()
    assert text.index(new.key) < text.index(old.key)
    assert "Completed" in text and "Running" in text and "Carl" in text and "0.12346" in text and new.snapshot.short in text


def test_a_sweep_is_marked_and_says_how_far_it_is(browse, reader, a_sweep):
    sweep = a_sweep(20, running=2)
    text = browse(reader).get(PAGE).content.decode()
    assert sweep.run.key in text and "18 of 20 trials" in text and 'aria-label="Sweep"' in text
    assert "best accuracy" in text and 'value="18"' in text and f"{sweep.run.key}_0" not in text


def test_an_infinite_metric_is_named(browse, reader, a_run):
    Metric.objects.create(run=a_run("Running"), name="loss", count=1, last=None, odd="NaN")
    assert "NaN" in browse(reader).get(PAGE).content.decode()


def test_filters_are_in_the_address(browse, reader, contributor, a_run):
    failed, done = a_run("Failed", by=contributor), a_run("Completed", experiment="moons")
    browser = browse(reader)
    assert shown(browser.get(PAGE, {"state": "Failed"}), failed, done) == [failed]
    assert shown(browser.get(PAGE, {"experiment": "moons"}), failed, done) == [done]
    assert shown(browser.get(PAGE, {"state": "active"}), failed, done) == []
    assert shown(browser.get(PAGE, {"by": "me"}), failed, done) == []
    assert shown(browse(contributor).get(PAGE, {"by": "me"}), failed, done) == [failed]


def test_no_match_is_told_apart_from_no_runs(browse, reader, a_run):
    assert "No runs yet" in browse(reader).get(PAGE).content.decode()
    a_run()
    assert "No run matches" in browse(reader).get(PAGE, {"state": "Failed"}).content.decode()


def test_pages_go_down_and_up_again_by_keys(browse, reader, a_run, monkeypatch):
    runs = [a_run() for _ in range(5)]
    monkeypatch.setattr("studio.paging.page.__defaults__", (2,))
    browser = browse(reader)
    first = browser.get(PAGE)
    assert shown(first, *runs) == [runs[4], runs[3]]
    second = browser.get(PAGE, {"before": runs[3].pk})
    assert shown(second, *runs) == [runs[2], runs[1]] and f"after={runs[2].pk}" in second.content.decode()
    last = browser.get(PAGE, {"before": runs[1].pk})
    assert shown(last, *runs) == [runs[0]] and "before=" not in last.content.decode().split("pages")[-1]
    up = browser.get(PAGE, {"after": runs[0].pk})
    assert shown(up, *runs) == [runs[2], runs[1]]


def test_the_live_part_is_the_table_alone_and_new_rows_glow(browse, reader, a_run):
    old = a_run()
    new = a_run()
    text = browse(reader).get(PAGE, {"seen": old.pk}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text and text.count("data-fresh") == 1 and new.key in text


def test_an_experiment_shows_its_own_runs(browse, reader, a_run):
    mine, other = a_run(experiment="digits"), a_run(experiment="moons")
    answer = browse(reader).get("/w/vision/experiments/digits/")
    assert shown(answer, mine, other) == [mine]
    assert browse(reader).get("/w/vision/experiments/none/").status_code == 404


def test_names_are_text_and_nothing_else(browse, reader, a_run):
    run = a_run(name="<script>alert(1)</script>")
    Metric.objects.create(run=run, name="<img src=x>", count=1, last=1)
    text = browse(reader).get(PAGE).content.decode()
    assert "<script>alert" not in text and "<img src=x" not in text


def test_it_takes_as_many_queries_for_forty_runs_as_for_two(browse, reader, a_run):
    browser = browse(reader)
    for _ in range(2):
        Metric.objects.create(run=a_run("Running"), name="loss", count=1, last=1)
    few = queries(browser)
    for _ in range(38):
        Metric.objects.create(run=a_run("Running"), name="loss", count=1, last=1)
    assert few == queries(browser) == 6  # session, user, member; runs, metrics; experiments to filter by


def test_a_stranger_sees_nothing(browse, stranger, a_run):
    run = a_run()
    assert browse(stranger).get(PAGE).status_code == 404
    assert run.key not in browse(stranger).get("/w/speech/runs/").content.decode()


def shown(answer, *runs):
    text = answer.content.decode()
    found = [run for run in runs if f"/{run.key}/" in text]
    return sorted(found, key=lambda run: text.index(f"/{run.key}/"))


def queries(browser) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        browser.get(PAGE)
    return len(captured)
