"""Metric series: each point is told once, whatever the chunks; long ones keep their spikes."""

import json
import math

import numpy as np
import pytest

from runs import charts
from runs.models import Metric, MetricChunk
from runs.supervisor import points

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(a_run):
    return a_run("Running")


def add(run, name: str, values: list[float], steps: list[float] | None = None) -> MetricChunk:
    """The next chunk of a series."""
    metric, _ = Metric.objects.get_or_create(run=run, name=name)
    start = metric.count
    metric.count += len(values)
    metric.save()
    steps = list(range(start, start + len(values))) if steps is None else steps
    times = [1000.0 + step for step in range(len(values))]
    packed = {column: np.array(data, "<f8").tobytes() for column, data in [("steps", steps), ("values_packed", values), ("times", times)]}
    return MetricChunk.objects.create(metric=metric, run=run, start=start, count=len(values), **packed)


def test_what_came_after_a_cursor_is_told_once(run):
    have = {}
    add(run, "loss", [3.0, 2.0])
    add(run, "accuracy", [0.5])
    cursor, series = charts.since(run, 0, have)
    assert series["loss"] == {"start": 0, "steps": [0, 1], "values": [3.0, 2.0], "times": [1000.0, 1001.0]}
    assert series["accuracy"]["values"] == [0.5]
    assert charts.since(run, cursor, have) == (cursor, {})
    add(run, "loss", [1.0])
    _, series = charts.since(run, cursor, have)
    assert series == {"loss": {"start": 2, "steps": [2], "values": [1.0], "times": [1000.0]}}


def test_joining_the_chunks_tells_no_point_again(run):
    have = {}
    for value in range(5):
        add(run, "loss", [float(value)])
    cursor, _ = charts.since(run, 0, have)
    add(run, "loss", [5.0])
    points.compact(run)
    later, series = charts.since(run, cursor, have)
    assert series["loss"]["values"] == [5.0]
    assert series["loss"]["start"] == 5
    assert charts.since(run, later, have) == (later, {})


def test_a_browser_that_comes_back_has_what_it_had(run):
    add(run, "loss", [1.0, 2.0])
    cursor, _ = charts.since(run, 0, {})
    assert charts.known(run, cursor) == {"loss": 2}
    assert charts.known(run, 0) == {}


def test_a_flood_of_points_comes_in_pieces_without_gaps(run, monkeypatch):
    monkeypatch.setattr(charts, "POINTS_TOLD", 7)
    for start in range(0, 50, 10):
        add(run, "a", [float(start + i) for i in range(10)])
        add(run, "b", [float(-start - i) for i in range(10)])
    told, cursor, have = {"a": [], "b": []}, 0, {}
    for _ in range(100):
        cursor, series = charts.since(run, cursor, have)
        if not series:
            break
        assert sum(len(part["values"]) for part in series.values()) <= 7
        for name, part in series.items():
            assert part["start"] == len(told[name])
            told[name] += part["values"]
    assert told == {"a": [float(i) for i in range(50)], "b": [float(-i) for i in range(50)]}


def test_nan_and_infinities_travel_as_words(run):
    add(run, "odd", [math.nan, math.inf, -math.inf, 1.0], steps=[math.nan, 1, 2, 3])
    _, series = charts.since(run, 0, {})
    assert series["odd"]["values"] == ["NaN", "Infinity", "-Infinity", 1.0]
    json.dumps(series, allow_nan=False)
    json.dumps(charts.overview(run), allow_nan=False)


def test_a_long_series_keeps_its_spikes_its_ends_and_what_is_odd(run):
    values = [math.sin(i / 1000) for i in range(100_000)]
    values[33_333], values[66_666], values[50_000] = 500.0, -500.0, math.nan
    add(run, "loss", values)
    short = charts.overview(run)["series"]["loss"]
    assert len(short["values"]) <= charts.POINTS + 3
    assert {500.0, -500.0, "NaN", values[0], values[-1]} <= set(short["values"])
    assert (short["count"], short["whole"], short["start"]) == (100_000, False, 0)
    assert short["steps"] == sorted(short["steps"])


def test_a_short_series_is_whole(run):
    add(run, "loss", [3.0, 2.0])
    add(run, "loss", [1.0])
    answer = charts.overview(run)
    assert answer["series"]["loss"]["values"] == [3.0, 2.0, 1.0]
    assert answer["series"]["loss"]["whole"]
    assert answer["cursor"] == MetricChunk.objects.latest("pk").pk


def test_a_series_of_odd_values_alone_can_be_drawn_short(run):
    add(run, "nan", [math.nan] * 10_000)
    short = charts.overview(run)["series"]["nan"]
    assert set(short["values"]) == {"NaN"}
    assert len(short["values"]) <= 2 * charts.POINTS + 2


def test_one_series_has_all_its_points(run):
    add(run, "loss", [float(i) for i in range(5_000)])
    add(run, "other", [0.0])
    assert len(charts.series(run, "loss")["values"]) == 5_000
    assert charts.series(run, "unknown")["values"] == []


def test_csv_has_every_point_and_no_formulas(run):
    add(run, '=cmd|"x"', [1.5])
    add(run, '=cmd|"x"', [math.nan], steps=[7])
    text = b"".join(charts.csv(Metric.objects.get(run=run))).decode()
    assert text.splitlines() == ['"\'=cmd|""x""",0,0,1.5,1000.000000', '"\'=cmd|""x""",1,7,nan,1000.000000']
