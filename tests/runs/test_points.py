"""What a script wrote into metrics.jsonl, into points: whatever it wrote."""

import math

import pytest

from runs.models import Metric, MetricChunk
from runs.supervisor import points


def test_lines_that_are_no_points_are_passed_over():
    lines = b'{"n":"a","v":1,"s":2,"t":3}\nrubbish\n[]\n{"p":{"lr":0.1}}\n{"n":"a","v":"word"}\n{"n":5,"v":1}\n\xff\xfe\n'
    assert points.parse(lines) == {"a": points.Column(steps=[2], values=[1], times=[3])}


def test_odd_values_are_points():
    values = points.parse(b'{"n":"a","v":"NaN"}\n{"n":"a","v":"-Infinity"}\n')["a"].values
    assert math.isnan(values[0])
    assert values[1] == -math.inf


@pytest.mark.django_db
def test_words_where_numbers_belong_stop_nothing(a_run):
    run = a_run("Running")
    points.Series(run).store(b'{"n":"a\\u0000b","v":1,"s":"x","t":[2]}\n{"n":"a\\u0000b","v":2,"s":{},"t":null}\n')
    metric = Metric.objects.get(run=run)
    assert (metric.name, metric.count, metric.last, metric.last_step) == ("a�b", 2, 2.0, 1.0)
    assert MetricChunk.objects.get(run=run).count == 2
