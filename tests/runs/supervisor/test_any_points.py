"""metrics.jsonl is within a script's reach: whatever JSON stands there is stored, or passed over, and stops nothing."""

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from runs import charts
from runs.models import Metric, MetricChunk
from runs.supervisor.points import Series

pytestmark = pytest.mark.django_db

number = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
json = (
    st.none()
    | st.booleans()
    | number
    | st.text(max_size=6)
    | st.lists(number, max_size=2)
    | st.dictionaries(st.text(max_size=2), number, max_size=1)
)
value = number | st.sampled_from(["NaN", "Infinity", "-Infinity", "nan"]) | json
fact = st.fixed_dictionaries({"n": st.sampled_from(["a", "b", "", "\0"]) | json, "v": value}, optional={"s": json, "t": json, "p": json})


@example([[{"n": "a", "v": 2**64 - 1, "s": -(2**63), "t": 1e308}]])
@given(st.lists(st.lists(fact | json, min_size=1, max_size=5), max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_facts_in_any_batches(cheap_run, batches):
    run = cheap_run("Running")
    series = Series(run)
    for batch in batches:
        series.store(b"".join(orjson.dumps(each) + b"\n" for each in batch))
    for metric in Metric.objects.filter(run=run):
        assert metric.count == sum(MetricChunk.objects.filter(metric=metric).values_list("count", flat=True))
        told = charts.series(run, metric.name)
        assert len(told["values"]) == len(told["steps"]) == metric.count
        assert orjson.loads(orjson.dumps(told)) == told, "it can be told to a browser"
