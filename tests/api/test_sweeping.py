"""What programs do with sweeps: submit, look over, pause, extend, try again, keep."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runs.models import Configuration, Run, State, Sweep
from tests.api.test_submissions import FILES, manifest
from tests.api.test_submissions import wanted as wanted_of

HD = """\
sampling:
  type: random
  parameter_space:
  - name: --lr
    expression: uniform
    values: [0.01, 0.1]
  - name: layers
    expression: choice
    values: [1, 2, 3]
policy:
  type: BanditPolicy
  slack_factor: 0.2
primary_metric_name: accuracy
primary_metric_goal: Maximize
max_total_runs: 8
max_concurrent_runs: 2
max_duration_minutes: 60
"""
GRID = {
    "sampling": {"type": "grid", "parameter_space": [{"name": "n", "expression": "choice", "values": [1, 2]}]},
    "policy": {},
    "primary_metric_name": "accuracy",
    "primary_metric_goal": "maximize",
    "max_total_runs": 2,
}


@pytest.fixture(autouse=True)
def _target(target):
    return target


@pytest.fixture
def sent(call, contributor):
    """A caller whose studio holds the contents of FILES."""
    caller = call(contributor)
    caller.post("/sources", {"name": "project"})
    blobs = {entry["sha"]: SimpleUploadedFile("x", FILES[path]) for path, entry in manifest()["files"].items()}
    assert caller.post("/sources/project/blobs", **blobs).status_code == 200
    return caller


def wanted(**more) -> dict:
    own = {} if "definition" in more else {"hdconfig": HD}
    return wanted_of(script="train.py", arguments=["--epochs", "3"]) | own | more


def test_a_folder_and_two_texts_become_a_sweep(sent):
    answer = sent.post("/sweeps", wanted(tags={"team": "blue"}))
    assert answer.status_code == 201, answer.data
    told = answer.data
    assert told["key"].startswith("HD_") and (told["purpose"], told["state"]) == ("sweep", "Running")
    assert (told["script"], told["arguments"], told["tags"]) == ("train.py", ["--epochs", "3"], {"team": "blue"})
    assert (told["max_total_runs"], told["max_concurrent_runs"], told["hdconfig"]) == (8, 2, HD)
    assert told["properties"]["runTemplate"] == "HyperDrive" and told["trials"] == {} and told["best"] is None
    assert Sweep.objects.get().definition["policy"]["slack_factor"] == 0.2


def test_a_definition_may_come_as_values(sent):
    told = sent.post("/sweeps", wanted(definition=GRID)).data
    assert told["definition"]["sampling"]["kind"] == "grid" and "primary_metric_name: accuracy" in told["hdconfig"]


def test_what_is_ignored_of_a_definition_is_told(sent):
    told = sent.post("/sweeps", wanted(hdconfig=HD + "unknown: 1\n", hdconfig_name="hd.yml")).data
    assert any(note.startswith("hd.yml:18:") and "unknown" in note for note in told["notes"]), told["notes"]


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"hdconfig": HD.replace("[0.01, 0.1]", "[0.1, 0.01]")}, 422, "hdconfig.yml:6:"),
        ({"hdconfig": "sampling: [1"}, 422, "hdconfig.yml:"),
        ({"hdconfig": HD.replace("random", "bayesian")}, 422, "olic"),
        ({"hdconfig": None}, 422, "either `hdconfig`"),
        ({"definition": GRID | {"max_total_runs": 0}}, 422, "max_total_runs: max_total_runs is"),
        ({"definition": GRID | {"sampling": {"type": "grid", "parameter_space": [{}]}}}, 422, "parameter_space.0: name is missing"),
        ({"definition": GRID, "hdconfig": HD}, 422, "either `hdconfig`"),
        ({"arguments": ["--lr", "0.1"]}, 422, "--lr"),
        ({"resume_from": ["HD_none"]}, 422, "HD_none"),
        ({"target": "nowhere"}, 404, "no compute target nowhere"),
        ({"script": "missing.py"}, 422, "no missing.py"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_a_sentence(sent, more, status, sentence):
    answer = sent.post("/sweeps", wanted(**more))
    assert answer.status_code == status and sentence in answer.data["detail"], answer.data
    assert not Configuration.objects.exists() and not Run.objects.exists(), "nothing is kept of what was refused"


def test_a_definition_is_judged_before_files_are_asked_for(sent):
    unknown = {"tree": "0" * 40}
    assert sent.post("/sweeps", wanted(snapshot=unknown)).status_code == 409
    assert sent.post("/sweeps", wanted(snapshot=unknown, hdconfig="a: [")).status_code == 422


def test_the_same_submission_is_one_sweep(sent):
    first, second = (sent.post("/sweeps", wanted(submission="once")).data["key"] for _ in range(2))
    assert first == second and Sweep.objects.count() == 1


def test_a_reader_may_look_over_and_nothing_else(call, reader, a_sweep):
    sweep = a_sweep(2)
    caller, place = call(reader), f"/sweeps/{sweep.run.key}"
    assert caller.post("/sweeps", wanted()).status_code == 403
    assert caller.patch(place, {"paused": True}).status_code == 403
    for act in ("extensions", "retries", "configurations"):
        assert caller.post(f"{place}/{act}", {}).status_code == 403
    assert caller.post("/sweeps/previews", {"hdconfig": HD}).status_code == 200


def test_nobody_elsewhere_acts_on_it(call, stranger, a_sweep):
    place = f"/sweeps/{a_sweep(2).run.key}"
    assert call(stranger).patch(place, {"paused": True}).status_code == 404
    for act in ("extensions", "retries", "configurations"):
        assert call(stranger).post(f"{place}/{act}", {}).status_code == 404


def test_a_sweep_is_paused_goes_on_and_gets_other_slots(call, contributor, a_sweep):
    place = f"/sweeps/{a_sweep(8, running=2).run.key}"
    told = call(contributor).patch(place, {"paused": True, "max_concurrent_runs": 7}).data
    assert (told["paused"], told["max_concurrent_runs"]) == (True, 7)
    assert "paused already" in call(contributor).patch(place, {"paused": True}).data["detail"]
    assert call(contributor).patch(place, {"paused": False}).data["paused"] is False


def test_what_is_refused_changes_nothing(call, contributor, a_sweep):
    sweep = a_sweep(8, running=2)
    assert call(contributor).patch(f"/sweeps/{sweep.run.key}", {"paused": False, "max_concurrent_runs": 7}).status_code == 422
    sweep.refresh_from_db()
    assert sweep.max_concurrent == 4


def test_a_sweep_gets_more_trials_and_a_larger_space(call, contributor, a_sweep):
    sweep = a_sweep(8, running=2)
    place = f"/sweeps/{sweep.run.key}/extensions"
    assert call(contributor).post(place, {"trials": 5}).data["max_total_runs"] == 13
    space = [
        {"name": "--dropout", "expression": "uniform", "values": [0, 0.9]},
        {"name": "--layers", "expression": "choice", "values": [1, 2, 3, 4, 8]},
        {"name": "--lr", "expression": "loguniform", "values": [-9, -1]},
        {"name": "--optimizer", "expression": "choice", "values": ["adam", "sgd", "rmsprop"]},
    ]
    told = call(contributor).post(place, {"space": space}).data
    assert {each["name"]: each["values"] for each in told["space"]}["--layers"] == [1, 2, 3, 4, 8]
    assert call(contributor).post(place, {}).status_code == 422
    assert call(contributor).post(place, {"space": space[:1]}).status_code == 422
    assert call(contributor).post(place, {"hdconfig": "a: 1"}).status_code == 422


def test_failed_trials_are_tried_again(call, contributor, a_sweep):
    sweep = a_sweep(20, state=State.COMPLETED, by=contributor)
    answer = call(contributor).post(f"/sweeps/{sweep.run.key}/retries", {"which": "failed"})
    assert answer.data == {"trials": 1}, answer.data
    assert sweep.trials.get(index=11).attempt == 2
    assert call(contributor).post(f"/sweeps/{sweep.run.key}/retries", {"which": "all"}).status_code == 422


def test_the_best_trial_is_kept_as_a_configuration(call, contributor, a_sweep):
    sweep = a_sweep(20)
    sweep.refresh_from_db()
    told = call(contributor).post(f"/sweeps/{sweep.run.key}/configurations", {"name": "best"}).data
    assert (told["name"], told["version"]) == ("best", 1) and told["arguments"] == sweep.best.arguments
    other = call(contributor).post(f"/sweeps/{sweep.run.key}/configurations", {"name": "best", "trial": 3}).data
    assert other["arguments"] == sweep.trials.get(index=3).run.arguments
    assert call(contributor).post(f"/sweeps/{sweep.run.key}/configurations", {"trial": 99}).status_code == 404
    assert "logged the primary metric" in call(contributor).post(f"/sweeps/{a_sweep(0).run.key}/configurations", {}).data["detail"]


def test_a_sweep_is_cancelled_as_a_run(call, contributor, a_sweep):
    key = a_sweep(8, running=2).run.key
    assert call(contributor).post(f"/runs/{key}/cancellation", {}).data == {"asked": True, "state": "CancelRequested"}


def test_what_hyperdrive_tagged_a_parent_with_is_told(call, reader, a_sweep):
    sweep = a_sweep(3)
    told = call(reader).get(f"/sweeps/{sweep.run.key}/hyperdrive-tags").data
    assert told["max_total_jobs"] == "3" and "--lr" in told[f"{sweep.run.key}_0"] and "generator_config" in told


def test_a_definition_is_looked_over(call, reader):
    told = call(reader).post("/sweeps/previews", {"hdconfig": HD, "arguments": ["--epochs", "3"], "count": 4}).data
    assert told["runs"] and told["size"] is None and len(told["points"]) == 4 and told["replay"] is None
    assert told["points"][0]["arguments"][:3] == ["--epochs", "3", "--lr"]
    again = call(reader).post("/sweeps/previews", {"hdconfig": HD, "count": 4}).data
    assert [point["parameters"] for point in again["points"]] == [point["parameters"] for point in told["points"]]
    assert not Run.objects.exists()


def test_a_grid_is_counted_and_an_argument_that_is_given_twice_is_an_error(call, reader):
    told = call(reader).post("/sweeps/previews", {"definition": GRID, "arguments": ["--n", "1"]}).data
    assert told["size"] == 2 and not told["runs"] and "--n" in told["findings"][-1]["message"]


def test_what_is_wrong_has_its_line_and_column(call, reader):
    told = call(reader).post("/sweeps/previews", {"hdconfig": HD.replace("Maximize", "most")}).data
    error = next(finding for finding in told["findings"] if finding["level"] == "error")
    assert (error["line"], told["runs"], told["definition"], told["points"]) == (14, False, None, [])


def test_a_policy_is_tried_on_an_earlier_sweep(call, reader, a_sweep):
    sweep = a_sweep(20)
    told = call(reader).post("/sweeps/previews", {"hdconfig": HD, "replay": sweep.run.key}).data["replay"]
    assert told["trials"] == 20 and told["text"].endswith(".") and len(told["stopped"]) > 0
    assert call(reader).post("/sweeps/previews", {"hdconfig": HD, "replay": "HD_none"}).status_code == 404
