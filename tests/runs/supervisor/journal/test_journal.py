"""What a script logs besides numbers: each line has its effect once, however the bytes are cut and whatever is killed."""

import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from computes.models import Fenced
from computes.values import Frame
from runs.models import Record, Run
from runs.supervisor.cursors import METRICS
from runs.supervisor.fence import Fence
from runs.supervisor.intake import Intake
from runs.supervisor.journal import lines

pytestmark = pytest.mark.django_db
MATRIX = {"schema_type": "confusion_matrix", "schema_version": "v1", "data": {"class_labels": ["cat", "dog"], "matrix": [[5, 1], [2, 7]]}}


def said(*facts: dict) -> bytes:
    return b"".join(json.dumps({**fact, "t": 1_700_000_000 + n}, separators=(",", ":")).encode() + b"\n" for n, fact in enumerate(facts))


def everything(child: str) -> bytes:
    row = [{"l": {"name": "curve", "kind": "table", "columns": {"x": [n], "y": [n * n], "note": "é\0"}}} for n in range(20)]
    wide = {"l": {"name": "curve", "kind": "table", "columns": {"x": [20, 21], "z": [1, 2]}, "description": "A curve"}}
    return said(
        {"n": "loss", "v": 1.0, "s": 0},
        *row,
        wide,
        {"l": {"name": "primes", "kind": "list", "columns": {"primes": [2, 3, 5, 7]}}},
        {"l": {"name": "phase", "kind": "text", "columns": {"phase": ["warm-up"]}}},
        {"c": {"id": child, "name": "fold 1", "state": "Running", "parent": None, "tags": {"fold": "1"}}},
        {"n": "loss", "v": 0.5, "s": 1},
        {"n": "loss", "v": 9.0, "s": 0, "r": child},
        {"l": {"name": "curve", "kind": "table", "columns": {"x": [1]}}, "r": child},
        {"p": {"rate": 0.1}, "r": child},
        {"k": {"name": "matrix", "kind": "confusion_matrix", "value": MATRIX}},
        {"i": {"name": "plot", "path": "outputs/plot.png", "description": "the fit"}},
        {"i": {"name": "plot", "path": "outputs/plot_2.png"}},
        {"g": {"tags": {"best": "yes", "old": "1"}, "properties": {"seed": "7"}}},
        {"g": {"untag": ["old"], "properties": {"seed": "8", "more": None}}},
        {"d": {"name": "The one", "description": "With \0 more layers"}},
        {"m": {"name": "net", "path": "outputs/net.pt", "framework": "PyTorch"}},
        {"e": {"level": "warning", "message": "It is slow"}},
        {"c": {"id": child, "state": "Completed"}},
    )


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["take", "take", "anew", "overtaken"])), max_size=10))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cut_of_the_bytes_gives_the_same_rows_once(cheap_run, target, acts):
    target.refresh_from_db()
    target.release(target.lease_token)
    fence = Fence(target, target.lease(60))
    child = str(uuid4())
    run, data = cheap_run("Running"), everything(child)
    intake = begun(fence, run)
    for share, what in acts:
        frame = part(run, data, received(intake, run), int(share * len(data)))
        if what == "overtaken":
            fence = overtaken(fence, intake, frame, part(run, data, 0, len(data)))
        else:
            intake.take([frame])
        if what != "take":
            intake = begun(fence, run)
    intake.take([part(run, data, received(intake, run), len(data))])
    assert all_is_there(Run.objects.get(pk=run.pk), child)


def begun(fence: Fence, run: Run) -> Intake:
    intake = Intake(fence)
    intake.follow(run)
    return intake


def received(intake: Intake, run: Run) -> int:
    return intake.followed[run.job_id].cursors.offsets().get(METRICS, 0)


def part(run: Run, data: bytes, start: int, stop: int) -> Frame:
    return Frame(run.job_id, METRICS, start, data[start:stop], len(data))


def overtaken(fence: Fence, intake: Intake, *frames: Frame) -> Fence:
    """These frames arrive at one whose lease another has taken."""
    fence.release()
    younger = Fence(fence.target, fence.target.lease(60))
    with pytest.raises(Fenced):
        intake.take(list(frames))
        raise Fenced  # nothing new in them: nothing to be fenced from
    return younger


def all_is_there(run: Run, child: str) -> bool:
    curve = run.records.get(name="curve")
    rows = [[n, n * n, "é\ufffd"] for n in range(20)] + [[20, None, None, 1], [21, None, None, 2]]
    assert (curve.columns, curve.count, curve.description) == (["x", "y", "note", "z"], 22, "A curve")
    assert [row for chunk in curve.chunks.all() for row in chunk.rows] == rows
    assert [chunk.start for chunk in curve.chunks.all()] == starts(curve)
    assert [chunk.rows for chunk in run.records.get(name="plot").chunks.all()][-1][-1][0] == "outputs/plot_2.png"
    counts = dict(run.records.values_list("name", "count"))
    assert counts == {"curve": 22, "primes": 4, "phase": 1, "matrix": 1, "plot": 2}
    assert run.records.get(name="matrix").value == MATRIX
    assert (run.tags, run.properties) == ({"best": "yes"}, {"seed": "7", "more": None})
    assert (run.name, run.description) == ("The one", "With \ufffd more layers")
    assert [run.events.filter(kind=kind).count() for kind in ("model", "warning")] == [1, 1]
    found = run.children.get()
    assert (found.key, found.name, found.state, found.tags, found.purpose) == (child, "fold 1", "Completed", {"fold": "1"}, "child")
    assert (run.metrics.get().count, found.metrics.get().last, found.parameters) == (2, 9.0, {"rate": 0.1})
    assert found.records.get().count == 1
    assert [event.after for event in found.events.all() if event.after] == ["NotStarted", "Running", "Completed"]
    return True


def starts(record: Record) -> list[int]:
    counts = list(record.chunks.values_list("count", flat=True))
    return [sum(counts[:place]) for place in range(len(counts))]


json_value = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
known = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["a", "b", "\0", ""]) | json_value,
        "kind": st.sampled_from(["table", "list", "text", "confusion_matrix", "accuracy_table", "residuals", "predictions"]) | json_value,
        "columns": st.dictionaries(st.sampled_from(["x", "y", "\0"]), st.lists(json_value, max_size=3) | json_value, max_size=3)
        | json_value,
        "value": json_value | st.just(MATRIX),
        "id": st.sampled_from(["c1", "c2", "new", "no/id"]) | json_value,
        "parent": st.sampled_from(["c1", "c2"]) | json_value,
        "state": st.sampled_from(["Running", "Completed", "Failed", "Canceled", "Queued"]) | json_value,
        **dict.fromkeys(("path", "tags", "untag", "properties", "description", "message", "level", "framework", "code"), json_value),
    },
)
line = st.tuples(st.sampled_from("lkigdcmep"), known | json_value, st.sampled_from(["", "c1", "c2"]) | json_value, json_value)


@given(st.lists(st.lists(line, min_size=1, max_size=5), max_size=5))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_json_stands_there_is_stored_or_passed_over(cheap_run, a_journal, batches):
    Run.objects.filter(purpose=Run.Purpose.CHILD).delete()
    run = cheap_run("Running")
    journal = a_journal(run)
    for revision, batch in enumerate(batches):
        journal.store(b"".join(json.dumps({mark: told, "r": child, "t": t}).encode() + b"\n" for mark, told, child, t in batch), revision)
    for record in Record.objects.filter(run__in=[run, *run.children.all()]):
        assert sum(record.chunks.values_list("count", flat=True)) in (0, record.count)


def test_points_alone_are_not_looked_at_line_by_line():
    assert lines.only_points(b'{"n":"a","v":1}\n{"n":"b","v":2}\n')
    assert lines.only_points(b"")
    assert not lines.only_points(b'{"n":"a","v":1}\n{"l":{}}\n')
    assert not lines.only_points(b'{"n":"a","v":1,"r":"c1"}\n')
    assert not lines.only_points(b'{"p":{}}\n')


def test_tags_without_a_name_keep_no_other_line_from_being_stored(a_journal, cheap_run):
    run, child = cheap_run("Running"), str(uuid4())
    tagged = {"c": {"id": child, "name": "fold", "state": "Running", "parent": None, "tags": {"": "1", " ": "2", "fold": "3"}}}
    a_journal(run).store(said(tagged, {"g": {"tags": {"a": "b"}}, "r": child}), 1)
    assert Run.objects.get(key=child).tags == {"fold": "3", "a": "b"}


def test_a_run_whose_tags_are_odd_already_is_told_so_once_and_goes_on(a_journal, cheap_run):
    run = cheap_run("Running")
    Run.objects.filter(pk=run.pk).update(tags={"": "odd"})
    a_journal(run).store(said({"g": {"tags": {"a": "b"}}}, {"d": {"name": "named"}}), 1)
    assert Run.objects.get(pk=run.pk).name == "named"
    assert [event.data["about"] for event in run.events.filter(kind="left_out")] == ["tags refused"]
