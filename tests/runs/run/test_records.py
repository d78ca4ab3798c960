"""runs/<key>/metrics/records/…: what a script logged besides numbers, as data, as pages and as files."""

import json

import pytest
from django.urls import reverse

from runs.supervisor.journal import Journal

pytestmark = pytest.mark.django_db
MATRIX = {"data": {"class_labels": ["cat", "<b>dog</b>"], "matrix": [[5, 1], [2, 7]]}}


def logged(run, *facts: dict) -> None:
    Journal(run).store(b"".join(json.dumps({**fact, "t": 1.7e9}, separators=(",", ":")).encode() + b"\n" for fact in facts), 1)


@pytest.fixture
def run(a_run):
    run = a_run("Running")
    table = {"name": "curve", "kind": "table", "columns": {"x": list(range(250)), "=y": ["=1+1"] * 250}}
    logged(
        run, {"l": table}, {"k": {"name": "matrix", "kind": "confusion_matrix", "value": MATRIX}}, {"i": {"name": "plot", "path": "a.png"}}
    )
    return run


def address(name: str, run, *more, slug: str = "vision") -> str:
    return reverse(name, args=[slug, run.key, *more])


def test_the_data_of_all_cards_at_once(browse, reader, run, django_assert_max_num_queries):
    browser = browse(reader)
    with django_assert_max_num_queries(7):
        told = browser.get(address("run_records_data", run)).json()
    found = {record["name"]: record for record in told["records"]}
    assert told["cursor"] == 1 and not told["over"]
    assert (found["curve"]["count"], found["curve"]["rows"][1]) == (250, [1, "=1+1"])
    assert found["matrix"]["value"]["data"]["matrix"] == [[5, 1], [2, 7]]
    assert found["plot"]["rows"] == [["a.png", 1.7e9, "", ""]], "its file has not come"


def test_rows_by_pages(browse, reader, run):
    here = address("run_record", run, run.records.get(name="curve").pk)
    first = browse(reader).get(here).content.decode()
    assert "0 to 100 of 250" in first and "?from=100" in first and "Earlier rows" not in first
    last = browse(reader).get(here, {"from": 200}).content.decode()
    assert "200 to 250 of 250" in last and "?from=100" in last and "Later rows" not in last
    assert browse(reader).get(here, {"from": "rubbish"}).status_code == 200
    assert browse(reader).get(here, {"from": "9" * 18}).status_code == 200


def test_a_matrix_is_a_table_and_its_labels_are_text(browse, reader, run):
    page = browse(reader).get(address("run_record", run, run.records.get(name="matrix").pk)).content.decode()
    assert "&lt;b&gt;dog&lt;/b&gt;" in page and "<b>dog" not in page


@pytest.mark.django_db(transaction=True)
def test_all_rows_as_a_file_that_no_spreadsheet_runs(browse, reader, run):
    here = address("run_record", run, run.records.get(name="curve").pk)
    answer = browse(reader).get(here, {"format": "csv"})
    assert "attachment" in answer["Content-Disposition"]
    lines = b"".join(answer).decode().splitlines()
    assert (len(lines), lines[0], lines[-1]) == (251, "x,'=y", "249,'=1+1")
    rows = json.loads(b"".join(browse(reader).get(here, {"format": "json"})))
    assert (len(rows), rows[7]) == (250, {"x": 7, "=y": "=1+1"})


def test_the_data_of_a_chart_as_a_file(browse, reader, run):
    answer = browse(reader).get(address("run_record", run, run.records.get(name="matrix").pk), {"format": "json"})
    assert answer.json()["schema_type"] == "confusion_matrix"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "data", "lines"),
    [
        ("confusion_matrix", MATRIX["data"], ["true \\ predicted,cat,<b>dog</b>", "cat,5,1", "<b>dog</b>,2,7"]),
        ("residuals", {"bin_edges": [-1, 0, 1], "bin_counts": [3, 4]}, ["from,to,count", "-1,0,3", "0,1,4"]),
        (
            "predictions",
            {"bin_averages": [1.5], "bin_errors": [0.1], "bin_counts": [9], "bin_edges": [1, 2]},
            ["from,to,count,average,error", "1,2,9,1.5,0.1"],
        ),
        (
            "accuracy_table",
            {"class_labels": ["a"], "probability_thresholds": [0, 1], "probability_tables": [[[1, 2, 3, 4], [5, 6, 7, 8]]]},
            ["class,threshold,true positives,false positives,true negatives,false negatives", "a,0,1,2,3,4", "a,1,5,6,7,8"],
        ),
    ],
)
def test_the_data_of_a_chart_as_a_table(kind, data, lines, browse, reader, a_run):
    run = a_run("Running")
    logged(run, {"k": {"name": "chart", "kind": kind, "value": {"data": data}}})
    here = address("run_record", run, run.records.get().pk)
    assert b"".join(browse(reader).get(here, {"format": "csv"})).decode().splitlines() == lines
    assert lines[0].split(",")[-1].replace("<", "&lt;").replace(">", "&gt;") in browse(reader).get(here).content.decode()


@pytest.mark.parametrize("name", ["run_records_data", "run_record"])
def test_a_stranger_gets_nothing(name, browse, stranger, run):
    more = [run.records.get(name="curve").pk] if name == "run_record" else []
    for slug in ("vision", "speech"):
        assert browse(stranger).get(address(name, run, *more, slug=slug)).status_code == 404


def test_the_record_of_another_run_is_not_found(browse, reader, run, a_run):
    other = a_run("Running")
    assert browse(reader).get(address("run_record", other, run.records.first().pk)).status_code == 404
