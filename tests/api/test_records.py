"""/runs/{key}/records, metrics/all, children, models: for programs what the Metrics tab is for people."""

import json

import pytest

from runs.supervisor import settling
from runs.supervisor.journal import Journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(a_run, fence):
    run = a_run("Finalizing", name="whole")
    facts = [
        {"n": "loss", "v": 0.5},
        {"n": "rate", "v": 0.1},
        {"n": "loss", "v": "NaN"},
        {"l": {"name": "curve/x", "kind": "table", "columns": {"x": [1, 2, 3], "y": ["a", None, "c"]}}},
        {"l": {"name": "primes", "kind": "list", "columns": {"primes": [2, 3]}}},
        {"k": {"name": "matrix", "kind": "confusion_matrix", "value": {"data": {"class_labels": ["a"], "matrix": [[1]]}}}},
        {"c": {"id": "fold", "name": "fold", "state": "Running", "tags": {"n": "1"}}},
        {"n": "loss", "v": 2.0, "r": "fold"},
    ]
    Journal(run).store(b"".join(json.dumps(fact, separators=(",", ":")).encode() + b"\n" for fact in facts), 1)
    settling.end(run, "Completed", "", fence)
    return run


@pytest.fixture
def fence(target):
    from runs.supervisor.fence import Fence

    return Fence(target, target.lease(60))


def test_everything_as_get_metrics_gives_it(call, reader, run):
    told = call(reader).get(f"/runs/{run.key}/metrics/all").data
    assert (told["loss"], told["rate"], told["primes"]) == ([0.5, "NaN"], 0.1, [2, 3])
    assert told["curve/x"] == {"x": [1, 2, 3], "y": ["a", None, "c"]}
    assert told["matrix"]["data"] == {"class_labels": ["a"], "matrix": [[1]]}
    assert call(reader).get(f"/runs/{run.key}/metrics/all?name=rate").data == {"rate": 0.1}


def test_records_and_windows_of_their_rows(call, reader, run):
    found = {each["name"]: each for each in call(reader).get(f"/runs/{run.key}/records").data["items"]}
    assert (found["curve/x"]["columns"], found["curve/x"]["count"], found["matrix"]["kind"]) == (["x", "y"], 3, "confusion_matrix")
    told = call(reader).get(f"/runs/{run.key}/records/curve/x/rows?start=1&count=1").data
    assert told == {"columns": ["x", "y"], "start": 1, "count": 3, "rows": [[2, None]]}
    assert call(reader).get(f"/runs/{run.key}/records/matrix/rows").status_code == 404


def test_children_with_their_state_and_metrics(call, reader, run):
    (child,) = call(reader).get(f"/runs/{run.key}/children").data["items"]
    assert (child["key"], child["state"], child["tags"], child["metrics"]) == ("fold", "Canceled", {"n": "1"}, {"loss": 2.0})
    assert "complete()" in child["reason"]
    told = call(reader).get("/runs/fold").data
    assert (told["key"], told["parent"], told["purpose"]) == ("fold", run.key, "child")


@pytest.mark.parametrize("path", ["metrics/all", "records", "records/primes/rows", "children", "models"])
def test_a_stranger_gets_nothing(path, call, stranger, run):
    assert call(stranger).get(f"/runs/{run.key}/{path}").status_code == 404
