"""What a run's end does with what its script logged: models are registered, children end, a said failure counts."""

import json
from types import SimpleNamespace

import pytest
from django.utils import timezone

from computes.values import Status
from runs.models import Model, Output, Run
from runs.supervisor import settling, staging
from runs.supervisor.intake import Intake
from runs.supervisor.journal import closing, records
from runs.supervisor.reaching import Look

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(a_journal):
    """`said(run, {...}, {...})`: lines that its script wrote."""

    def say(run, *facts: dict) -> None:
        lines = b"".join(json.dumps({**fact, "t": 1.7e9}, separators=(",", ":")).encode() + b"\n" for fact in facts)
        a_journal(run).store(lines, 1)

    return say


def model(name="net", path="outputs/net.pt", **more) -> dict:
    return {"m": {"name": name, "path": path, "tags": {"a": "b"}, **more}}


def left(run, *paths: str) -> None:
    for path in paths:
        Output.objects.create(run=run, path=path, size=1, modified=timezone.now())


def test_models_get_the_next_number_of_their_name(a_run, said, fence):
    for _ in range(2):
        run = a_run("Finalizing")
        said(run, model(framework="PyTorch"), model("folder", "outputs/all/"))
        left(run, "outputs/net.pt", "outputs/all/one")
        settling.end(run, "Completed", "", fence)
    found = [(each.name, each.number, each.path, each.framework, each.tags) for each in Model.objects.order_by("pk")]
    nets = [("net", number, "outputs/net.pt", "PyTorch", {"a": "b"}) for number in (1, 2)]
    assert [nets[0], nets[1]] == [each for each in found if each[0] == "net"]
    assert [each[:3] for each in found if each[0] == "folder"] == [("folder", 1, "outputs/all"), ("folder", 2, "outputs/all")]


def test_a_run_that_is_ended_twice_registers_once(a_run, said, fence):
    run = a_run("Finalizing")
    said(run, model())
    left(run, "outputs/net.pt")
    for _ in range(2):
        settling.end(run, "Completed", "", fence)
    assert Model.objects.count() == 1


def test_a_model_without_files_is_not_registered_and_the_run_says_so(a_run, said, fence):
    run = a_run("Finalizing")
    said(run, model())
    settling.end(run, "Completed", "", fence)
    assert not Model.objects.exists()
    assert "left no file outputs/net.pt" in run.events.get(kind="left_out").text


@pytest.mark.parametrize(("end", "child"), [("Completed", "Canceled"), ("Failed", "Failed"), ("Canceled", "Canceled")])
def test_children_that_go_on_end_with_their_run(end, child, a_run, said, fence):
    run = a_run("Finalizing")
    said(run, {"c": {"id": "first", "state": "Running"}}, {"c": {"id": "second", "state": "Running", "parent": "first"}})
    said(run, {"c": {"id": "third", "state": "Running"}}, {"c": {"id": "third", "state": "Completed"}})
    settling.end(run, end, "", fence)
    found = {each.key: each for each in run.children.all() | run.children.get(key="first").children.all()}
    assert {key: each.state for key, each in found.items()} == {"first": child, "second": child, "third": "Completed"}
    assert found["second"].reason and found["second"].ended and not found["third"].reason


def test_a_script_that_said_that_it_failed_has_failed_whatever_its_exit_code(a_run, said):
    run = a_run("Finalizing", exit_code=0)
    assert settling.outcome(run)[0] == "Completed"
    said(run, {"e": {"level": "warning", "message": "slow"}})
    assert settling.outcome(run)[0] == "Completed"
    said(run, {"e": {"level": "error", "message": "The loss is NaN", "code": "Diverged"}})
    assert settling.outcome(run) == ("Failed", "The loss is NaN")


def test_a_child_fails_with_what_the_script_said(a_run, said):
    run = a_run("Running")
    failing = {"e": {"level": "error", "message": "No such fold"}, "r": "fold"}
    said(run, {"c": {"id": "fold", "state": "Running"}}, failing, {"c": {"id": "fold", "state": "Failed"}})
    child = run.children.get()
    assert (child.state, child.reason, child.number) == ("Failed", "No such fold", run.number + 1)
    run.experiment.refresh_from_db()
    assert run.experiment.submitted == run.number  # a child has a number, and is none of the experiment's runs
    assert closing.failure(run) == "", "its run goes on"


def test_the_id_of_another_run_is_not_taken(a_run, said):
    other, run = a_run("Running"), a_run("Running")
    said(run, {"c": {"id": other.key, "state": "Running"}}, {"n": "loss", "v": 1.0, "r": other.key})
    assert not run.children.exists() and not other.metrics.exists()
    assert "is another run" in run.events.get(kind="left_out").text


def test_a_child_can_be_neither_cancelled_nor_run_again(a_run, said):
    run = a_run("Running")
    said(run, {"c": {"id": "fold", "state": "Running"}})
    child = run.children.get()
    assert not child.cancel() and not child.cancellable and not child.again


def test_what_is_too_much_is_left_out_and_said_once(a_run, said, monkeypatch):
    monkeypatch.setattr(records, "NAMES", 2)
    monkeypatch.setattr(records, "ROWS", 3)
    run = a_run("Running")
    row = {"kind": "list", "columns": {"v": [1, 2]}}
    said(run, *[{"l": {"name": name, **row}} for name in "aabcd"])
    assert dict(run.records.values_list("name", "count")) == {"a": 3, "b": 2}
    assert sorted(run.events.filter(kind="left_out").values_list("data__about", flat=True)) == ["names", "rows:a"]


def test_a_line_that_names_many_columns_and_fills_one_costs_what_it_says(a_run, said, monkeypatch):
    monkeypatch.setattr(records, "CELLS", 500)
    run = a_run("Running")
    said(run, {"l": {"name": "wide", "kind": "table", "columns": {"full": list(range(90)), **{f"c{n}": [] for n in range(9)}}}})
    record = run.records.get()
    assert (record.count, len(record.columns)) == (50, 10)
    assert record.chunks.get().rows == [[n] for n in range(50)]


def test_tags_of_people_and_scripts_meet(a_run, said, contributor):
    run = a_run("Running")
    run.retag({"team": "vision"}, by=contributor.user)
    said(run, {"g": {"tags": {"team": "speech", "fold": None, "many": "x" * 3000}, "untag": ["none"]}})
    run.refresh_from_db()
    assert (run.tags["team"], run.tags["fold"], len(run.tags["many"])) == ("speech", None, 1000)
    said(run, {"g": {"tags": {f"t{n}": "" for n in range(200)}}})
    run.refresh_from_db()
    assert len(run.tags) == 100
    assert run.events.filter(kind="left_out").count() == 1


def test_children_end_with_a_run_that_could_not_be_brought_there_again(a_run, said, fence):
    run = a_run("Running")
    said(run, {"c": {"id": "first", "state": "Running"}})
    staging.fail(run, "There is no room left.", fence)
    assert [child.state for child in run.children.all()] == ["Failed"]


def test_children_end_with_a_run_whose_folder_is_gone(a_run, said, fence):
    run = a_run("Running")
    said(run, {"c": {"id": "first", "state": "Running"}})
    run.move("CancelRequested")
    gone = SimpleNamespace(poll=lambda handles: dict.fromkeys(handles, Status("unknown", reason="no such folder")))
    run.handle = {"kind": "process", "version": 1, "data": {}}
    Look(run.target, gone, Intake(fence), fence, {run.pk}).at([run])
    assert Run.objects.get(pk=run.pk).state == "Canceled"
    assert [child.state for child in run.children.all()] == ["Canceled"]
