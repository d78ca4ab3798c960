"""runs/<key>/metrics/data/"""

import pytest
from django.urls import reverse

from runs.supervisor.points import Series

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(a_run):
    run = a_run("Running")
    Series(run).store(b'{"n":"loss","v":0.5,"s":1,"t":10}\n{"n":"loss","v":"NaN","s":2,"t":11}\n{"n":"</script><b>","v":1,"t":12}\n')
    return run


def url(run, slug="vision") -> str:
    return reverse("run_metrics_data", args=[slug, run.key])


def test_all_series_with_a_cursor(browse, reader, run):
    found = browse(reader).get(url(run)).json()
    assert found["cursor"] > 0
    assert found["series"]["loss"]["values"] == [0.5, "NaN"]


def test_one_series_whole(browse, reader, run):
    assert browse(reader).get(url(run), {"name": "loss"}).json() == {"start": 0, "steps": [1, 2], "values": [0.5, "NaN"], "times": [10, 11]}


def test_a_series_that_is_not_there(browse, reader, run):
    assert browse(reader).get(url(run), {"name": "accuracy"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_all_points_as_csv(browse, reader, run):
    answer = browse(reader).get(url(run), {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    lines = b"".join(answer).decode().splitlines()
    assert lines[0] == "metric,index,step,value,time"
    assert '"loss",0,1,0.5,10.000000' in lines
    assert len(lines) == 4


def test_a_stranger_gets_no_points(browse, stranger, run):
    assert browse(stranger).get(url(run)).status_code == 404
    assert browse(stranger).get(url(run, slug="speech")).status_code == 404


def test_a_metrics_name_is_text_on_the_page(browse, reader, run):
    page = browse(reader).get(reverse("run", args=["vision", run.key])).content.decode()
    assert "<b>" not in page.replace("<b></b>", "")
    assert "&lt;/script&gt;&lt;b&gt;" in page
