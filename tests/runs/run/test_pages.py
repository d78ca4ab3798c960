"""The tabs of a run's page: who sees them, and at what cost."""

import pytest
from django.urls import reverse

TABS = ["run", "run_metrics", "run_logs", "run_outputs", "run_code", "run_configuration", "run_events", "run_header"]


def url(name: str, run, *rest, slug="vision") -> str:
    return reverse(name, args=[slug, run.key, *rest])


@pytest.mark.parametrize("name", TABS)
def test_a_reader_sees_every_tab(name, browse, reader, a_run):
    run = a_run("Running")
    page = browse(reader).get(url(name, run))
    assert page.status_code == 200
    assert str(run) in page.content.decode()


@pytest.mark.parametrize("name", TABS)
def test_a_stranger_finds_no_run(name, browse, stranger, a_run):
    run = a_run("Running")
    assert browse(stranger).get(url(name, run)).status_code == 404
    assert browse(stranger).get(url(name, run, slug="speech")).status_code == 404


@pytest.mark.parametrize("name", TABS)
def test_nobody_is_sent_to_the_sign_in_page(name, browse, a_run):
    answer = browse().get(url(name, a_run()))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", ["run", "run_outputs", "run_events"])
def test_the_live_part_is_the_tab_alone(name, browse, reader, a_run):
    part = browse(reader).get(url(name, a_run("Running")), {"part": "live"}).content.decode()
    assert "<html" not in part
    assert "data-live" in part


def test_the_code_is_that_of_the_runs_snapshot(browse, reader, a_run):
    run = a_run(
        "Completed", files={"train.py": b"print('<b>')\n", "lib/model.py": b"class Model: ...\n", "plot.png": b"\x89PNG\r\n\x1a\n\0"}
    )
    page = browse(reader).get(url("run_code", run)).content.decode()
    assert "print(&#x27;&lt;b&gt;&#x27;)" in page, "the script is shown first"
    assert "class Model" in browse(reader).get(url("run_code", run), {"file": "lib/model.py"}).content.decode()
    assert "No such file" in browse(reader).get(url("run_code", run), {"file": "../../secret"}).content.decode()
    picture = reverse("source_snapshot_raw", args=["vision", run.snapshot.source_id, run.snapshot.number]) + "?file=plot.png"
    assert picture in browse(reader).get(url("run_code", run), {"file": "plot.png"}).content.decode()
    assert browse(reader).get(picture)["Content-Type"] == "image/png"
