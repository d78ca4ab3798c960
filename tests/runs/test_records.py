"""Windows of rows, and what a browser lacks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runs import records
from runs.models import Record, RecordRows
from runs.supervisor.journal import records as supervised

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_table(a_run):
    """`a_table([3, 1, 4])`: a table whose rows came in pieces of that many, each row its own index twice."""

    def make(pieces: list[int]) -> Record:
        record = Record.objects.create(run=a_run("Running"), name="t", kind="table", columns=["a", "b"], count=sum(pieces), revision=1)
        start = 0
        for count in pieces:
            rows = [[n] if n % 2 else [n, n] for n in range(start, start + count)]
            RecordRows.objects.create(record=record, start=start, count=count, rows=rows)
            start += count
        return record

    return make


def test_any_window_of_any_pieces(a_table):
    record = a_table([3, 1, 4, 1, 5, 9, 2])
    whole = [[n, None] if n % 2 else [n, n] for n in range(record.count)]
    for first in range(record.count + 2):
        for count in (1, 4, 25):
            assert records.rows(record, first, count) == whole[first : first + count]
    assert records.columns(record)["a"] == list(range(record.count))


@given(st.lists(st.integers(1, 6), max_size=8))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_joined_pieces_hold_the_same_rows(monkeypatch, a_table, pieces):
    monkeypatch.setattr(supervised, "CHUNK_CELLS", 14)
    record = a_table(pieces)
    before = records.rows(record, 0, 100)
    supervised.compact(record.run)
    assert records.rows(record, 0, 100) == before
    assert all(count <= 7 for count in record.chunks.values_list("count", flat=True))
    record.run.records.all().delete()


def test_a_browser_is_told_what_it_lacks(a_table):
    record = a_table([3, 2])
    have: dict[int, int] = {}
    cursor, told = records.since(record.run, 0, have)
    assert (cursor, told[0]["start"], len(told[0]["rows"]), have) == (1, 0, 5, {record.pk: 5})
    assert records.since(record.run, cursor, have) == (1, [])
    RecordRows.objects.create(record=record, start=5, count=1, rows=[[5, 5]])
    Record.objects.filter(pk=record.pk).update(count=6, revision=7)
    cursor, told = records.since(record.run, cursor, have)
    assert (cursor, told[0]["start"], told[0]["rows"]) == (7, 5, [[5, 5]])


def test_of_a_huge_table_the_newest_rows_are_told(a_table, monkeypatch):
    monkeypatch.setattr(records, "CELLS_TOLD", 60)
    _, told = records.since(a_table([90, 10]).run, 0, {})
    assert (told[0]["start"], len(told[0]["rows"]), told[0]["count"]) == (70, 30, 100)


def test_many_large_tables_share_the_room_of_one_message(a_table, monkeypatch):
    monkeypatch.setattr(records, "CELLS_OF_ALL", 100)
    first = a_table([40])
    second = Record.objects.create(run=first.run, name="u", kind="table", columns=["a", "b"], count=40, revision=2)
    RecordRows.objects.create(record=second, start=0, count=40, rows=[[n, n] for n in range(40)])
    _, told = records.since(first.run, 0, {})
    assert [len(each["rows"]) for each in told] == [40, 20]


@pytest.mark.parametrize(
    ("kind", "columns", "rows", "told"),
    [
        ("table", ["a", "b"], [[1, "x"]], {"a": 1, "b": "x"}),
        ("table", ["a"], [[1], [2]], {"a": [1, 2]}),
        ("list", ["a"], [[1]], [1]),
        ("text", ["a"], [["x"]], "x"),
        ("text", ["a"], [["x"], ["y"]], ["x", "y"]),
        ("image", ["path", "time", "description"], [["a.png", 1.0, ""]], "a.png"),
    ],
)
def test_what_get_metrics_gives(kind, columns, rows, told, a_run):
    record = Record.objects.create(run=a_run("Running"), name="a", kind=kind, columns=columns, count=len(rows))
    RecordRows.objects.create(record=record, start=0, count=len(rows), rows=rows)
    assert records.told_whole(record) == told
