"""The points that a chart holds: each once, and not too many."""

import pytest


@pytest.fixture
def series(page, studio):
    """`series(messages)`: what a series holds after these messages."""
    page.goto(f"{studio.url}/static/img/mark.svg")
    script = """async (messages) => {
      const { Series } = await import("/static/js/series.js");
      const made = new Series("loss");
      for (const message of messages) made.take(message);
      return { values: made.values.map(String), count: made.count, oddities: made.oddities };
    }"""
    return lambda *messages: page.evaluate(script, list(messages))


def points(start, *values):
    return {"start": start, "steps": list(range(start, start + len(values))), "values": list(values), "times": [0.0] * len(values)}


def test_points_that_overlap_are_taken_once(series):
    assert series(points(0, 1, 2, 3), points(1, 2, 3, 4))["values"] == ["1", "2", "3", "4"]


def test_words_for_what_json_cannot_say_become_numbers(series):
    found = series(points(0, 1, "NaN", "-Infinity"))
    assert found["values"] == ["1", "NaN", "-Infinity"]
    assert found["oddities"] == "1 × NaN, 1 × infinite"


def test_a_first_answer_that_left_points_out_still_knows_where_live_points_go_on(series):
    found = series(points(0, 1, 9, 1) | {"count": 1000}, points(998, 5, 6, 7))
    assert found["values"] == ["1", "9", "1", "7"]
    assert found["count"] == 1001


def test_a_series_that_grows_for_long_keeps_its_extremes(series):
    values = [0.5] * 30_000
    values[12_345], values[20_000] = -7, 8
    found = series(points(0, *values))
    assert found["count"] == 30_000
    assert len(found["values"]) < 6_000
    assert {"-7", "8"} <= set(found["values"])
