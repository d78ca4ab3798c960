"""static/js/records/rows.js and rates.js: what a card holds of a table, and curves from counts."""

import pytest


@pytest.fixture
def evaluate(page, studio):
    """`evaluate("rows", "({ Rows }) => …")`: with what that module of a live page's site exports."""
    page.goto("/w/main/runs/")

    def ask(module: str, expression: str, *given):
        return page.evaluate(f"async (given) => ({expression})(await import('/static/js/records/{module}.js'), ...given)", list(given))

    return ask


TAKE = """({ Rows }, parts) => {
  const rows = new Rows();
  for (const [start, values, count] of parts) rows.take({ start, rows: values.map((value) => [value]), columns: ["v"], count });
  return [rows.start, rows.column(0).slice(0, 20), rows.rows.length, rows.whole];
}"""


def test_rows_that_are_here_already_are_left_out(evaluate):
    assert evaluate("rows", TAKE, [[0, [0, 1], 2], [0, [0, 1, 2], 3], [2, [2, 3], 4]]) == [0, [0, 1, 2, 3], 4, True]


def test_a_gap_begins_anew(evaluate):
    assert evaluate("rows", TAKE, [[0, [0, 1], 2], [50, [50, 51], 52]]) == [50, [50, 51], 2, False]


def test_of_very_many_rows_the_newest_stay(evaluate):
    start, _, held, whole = evaluate("rows", TAKE, [[0, list(range(9_000)), 9_000], [9_000, list(range(9_000)), 18_000]])
    assert (start, held, whole) == (6_000, 12_000, False)


def test_curves_from_counts(evaluate):
    table = [[10, 10, 0, 0], [8, 2, 8, 2], [0, 0, 10, 10]]
    assert evaluate("rates", "({ roc }, table) => roc(table)", table) == [[0, 0], [0, 0], [0.2, 0.8], [1, 1], [1, 1]]
    assert evaluate("rates", "({ precisionRecall }, table) => precisionRecall(table)", table) == [[0.8, 0.8], [1, 0.5]]
    assert evaluate("rates", "({ areaUnder }, points) => areaUnder(points)", [[0, 0], [0, 1], [1, 1]]) == 1
    assert evaluate("rates", "({ roc }, table) => roc(table)", [[0, 0, 0, 0]]) == [[0, 0], [0, 0], [1, 1]], "a class without examples"
