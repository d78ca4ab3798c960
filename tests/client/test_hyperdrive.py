"""Sweeps on the command line and in the SDK, against a whole studio."""

import json
import re
from pathlib import Path

import pytest
from trainshed import (
    BanditPolicy,
    Experiment,
    GridParameterSampling,
    HyperDriveConfig,
    HyperDriveRun,
    PrimaryMetricGoal,
    RandomParameterSampling,
    Run,
    ScriptRunConfig,
    Workspace,
    choice,
    uniform,
)
from trainshed.exceptions import ActivityFailedException, ExperimentExecutionException, UserErrorException
from trainshed.widgets import RunDetails

TRAIN = """
import argparse
from azureml.core import Run
parser = argparse.ArgumentParser()
parser.add_argument("--x", type=float)
parser.add_argument("--epochs", type=int, default=1)
said = parser.parse_args()
run = Run.get_context()
for epoch in range(said.epochs):
    run.log("score", 1 - (said.x - 0.3) ** 2)
print("of", run.parent.id, run.parent.properties["runTemplate"])
print("x was", said.x)
"""
SELF = "script: train.py\narguments: [--epochs, 7]\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"
HD = """\
sampling:
  type: GRID
  parameter_space:
  - {name: x, expression: choice, values: [0.0, 0.3, 0.9]}
policy: {}
primary_metric_name: score
primary_metric_goal: maximize
max_total_runs: 3
max_concurrent_runs: 2
max_duration_minutes: 60
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A script, a run configuration and an hdconfig.yml beside it, the current folder."""
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / ".azureml").mkdir()
    (tmp_path / ".azureml/quick.runconfig").write_text(SELF)
    (tmp_path / ".azureml/my_hdconfig.yml").write_text(HD)
    return tmp_path


@pytest.fixture
def submit(type_in, project):
    def act(*more: str, code: int = 0, definition: str = "hdconfig.yml", script=("train.py", "--epochs", "2")):
        return type_in(
            "run",
            "submit-hyperdrive",
            "-e",
            "swept",
            "-c",
            "quick",
            "--hyperdrive-configuration-name",
            definition,
            *more,
            *script,
            code=code,
        )

    return act


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("code")
    (found / "train.py").write_text(TRAIN)
    return found


@pytest.fixture(scope="module")
def workspace(live_studio, token) -> Workspace:
    from trainshed import Studio

    return Workspace(_studio=Studio(live_studio.url, token))


@pytest.fixture(scope="module")
def config(folder):
    def make(sampling=None, count=4, **more) -> HyperDriveConfig:
        source = ScriptRunConfig(str(folder), "train.py", ["--epochs", 3])
        source.run_config.environment.python.user_managed_dependencies = True
        sampling = sampling or RandomParameterSampling({"--x": uniform(0, 1)}, {"seed": 4})
        return HyperDriveConfig(sampling, "score", PrimaryMetricGoal.MAXIMIZE, count, 2, run_config=source, **more)

    return make


@pytest.fixture(scope="module")
def done(workspace, config) -> HyperDriveRun:
    """A sweep that is over."""
    run = Experiment(workspace, "named").submit(config(policy=BanditPolicy(slack_factor=0.5)), tags={"team": "blue"})
    assert isinstance(run, HyperDriveRun)
    run.wait_for_completion()
    return run


# -- the command line --------------------------------------------------------------------------------------------------


def test_a_sweep_is_submitted_watched_and_looked_at(submit, type_in):
    said = submit().stderr
    key = re.search(r"^HD_\S+", said, re.MULTILINE)[0]
    assert "3 of 3 trials over; best score 1, trial" in said and ": x 0.3" in said and "Completed after" in said
    shown = type_in("sweep", "show", key).stdout
    assert "choice(0, 0.3, 0.9)" in shown and "maximize score" in shown
    trials = json.loads(type_in("sweep", "trials", key, "-o", "json").stdout)
    assert [(trial["run_id"], trial["status"], trial["reports"]) for trial in trials] == [(f"{key}_{n}", "Completed", 2) for n in range(3)]
    assert sorted(json.loads(trial["hyperparameters"])["x"] for trial in trials) == [0.0, 0.3, 0.9]
    best = json.loads(type_in("sweep", "best", key, "-o", "json").stdout)
    assert best["parameters"] == {"x": 0.3} and "trainshed sweep save" in type_in("sweep", "best", key).stdout
    assert type_in("run", "logs", best["run_id"]).stdout.endswith(f"of {key} HyperDrive\nx was 0.3\n")
    assert json.loads(type_in("run", "show", best["run_id"], "-o", "json").stdout)["arguments"] == ["--epochs", "2", "--x", "0.3"]
    kept = json.loads(type_in("sweep", "save", key, "--name", "kept", "-o", "json").stdout)
    assert kept["arguments"] == ["--epochs", "2", "--x", "0.3"]
    assert key in type_in("sweep", "list").stdout and key in type_in("run", "list", "-e", "swept").stdout


def test_a_sweep_is_paused_changed_extended_and_stopped(submit, type_in, project):
    text = HD.replace("GRID", "random").replace("max_total_runs: 3", "max_total_runs: 30")
    (project / "train.py").write_text(TRAIN + "\nimport time; time.sleep(120)\n")
    (project / "slow.yaml").write_text(text)
    key = submit("--async", "--query", "runId", "-o", "tsv", definition="slow").stdout.strip()
    assert "(paused)" in type_in("sweep", "pause", key).stdout
    assert "paused already" in type_in("sweep", "pause", key, code=1).stderr
    assert json.loads(type_in("sweep", "update", key, "--max-concurrent-runs", "1", "-o", "json").stdout)["max_concurrent_runs"] == 1
    assert "of 35 trials" in type_in("sweep", "extend", key, "--runs", "5").stdout
    assert "Say by what" in type_in("sweep", "extend", key, code=2).stderr
    type_in("sweep", "resume", key)
    assert "is being cancelled" in type_in("sweep", "stop", key).stdout
    assert "Canceled" in type_in("sweep", "watch", key, code=1).stderr
    assert "nothing to try again" in type_in("sweep", "retry", key, code=1).stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("[0.0, 0.3, 0.9]", "[]"), "my_hdconfig.yml:4:"),
        (("max_total_runs: 3", "max_total_runs: 0"), "my_hdconfig.yml:8:"),
        (("name: x", "name: --epochs"), "--epochs"),
    ],
)
def test_what_is_wrong_with_a_definition_is_told_by_its_line(submit, project, change, sentence):
    (project / ".azureml/my_hdconfig.yml").write_text(HD.replace(*change))
    assert sentence in submit(code=1).stderr


def test_a_definition_is_looked_over_without_a_run(type_in, project):
    answer = type_in("sweep", "validate", "hdconfig.yml", "--points", "3").stdout
    assert "The space has 3 points." in answer and sorted(answer.splitlines()[-3:]) == ["--x 0.0", "--x 0.3", "--x 0.9"]
    (project / ".azureml/my_hdconfig.yml").write_text(HD.replace("GRID", "gird"))
    assert "my_hdconfig.yml:2:" in type_in("sweep", "validate", "hdconfig.yml", code=1).stdout


def test_a_file_that_is_not_there_and_a_configuration_that_is_not_said(submit, type_in):
    assert "no file whose name ends with other.yml" in submit(definition="other.yml", code=1).stderr
    answer = type_in("run", "submit-hyperdrive", "--hyperdrive-configuration-name", "hdconfig.yml", "train.py", code=2)
    assert "--run-configuration-name" in answer.stderr


# -- the SDK -----------------------------------------------------------------------------------------------------------


def test_a_sweep_of_the_sdk_runs_to_its_end_and_tells_its_best(done):
    assert done.get_status() == "Completed" and done.type == "hyperdrive" and done.tags["team"] == "blue"
    children = done.get_children_sorted_by_primary_metric()
    scores = [child["best_primary_metric"] for child in children]
    assert len(scores) == 4 and scores == sorted(scores, reverse=True)
    assert done.get_children_sorted_by_primary_metric(top=2, reverse=True) == children[::-1][:2]
    best = done.get_best_run_by_primary_metric()
    assert best.id == children[0]["run_id"] and best.get_metrics()["score"] == pytest.approx([scores[0]] * 3)
    assert best.get_details()["runDefinition"]["arguments"][:3] == ["--epochs", "3", "--x"] and best.parent.id == done.id
    assert json.loads(done.get_hyperparameters()[best.id]) == json.loads(children[0]["hyperparameters"])
    assert set(done.get_metrics()) == {child["run_id"] for child in children} and done.get_metrics()[best.id]["score"]


def test_what_hyperdrive_wrote_onto_its_parent_is_there(done):
    best = done.get_best_run_by_primary_metric()
    properties = done.get_properties()
    assert (properties["best_child_run_id"], properties["best_metric_status"]) == (best.id, "Succeeded")
    assert float(properties["score"]) == pytest.approx(max(best.get_metrics()["score"]))
    assert json.loads(done.tags["policy_config"])["name"].lower() == "bandit" and best.id in done.tags
    assert done.get_diagnostics() == {
        "runId": done.id,
        "status": "Completed",
        "reason": done.get_diagnostics()["reason"],
        "trials": {"Completed": 4},
        "errors": {},
    }
    assert "<START>" in done.get_logs()["hyperdrive.log"]


def test_a_sweep_is_found_again_as_what_it_is(workspace, done):
    found = Run.get(workspace, done.id)
    assert isinstance(found, HyperDriveRun) and isinstance(workspace.get_run(done.id), HyperDriveRun)
    assert done.id in [run.id for run in Experiment(workspace, "named").get_runs(type="hyperdrive")]
    assert HyperDriveRun(done.experiment, done.id).get_best_run_by_primary_metric().id == done.get_best_run_by_primary_metric().id
    with pytest.raises(UserErrorException, match="is no sweep"):
        HyperDriveRun(done.experiment, done.get_best_run_by_primary_metric().id)


def test_a_sweep_learns_from_an_earlier_one_and_its_log_is_printed(workspace, config, done, capsys):
    run = done.experiment.submit(config(RandomParameterSampling({"--x": uniform(0.8, 1)}, {"seed": 1}), 1, resume_from=done))
    run.wait_for_completion(show_output=True)
    assert "Streaming hyperdrive.log" in capsys.readouterr().out
    assert run.get_best_run_by_primary_metric().id == done.get_best_run_by_primary_metric().id
    assert run.get_best_run_by_primary_metric(include_resume_from_runs=False).parent.id == run.id


def test_a_sweep_that_is_over_gets_more_trials(done):
    done.extend(runs=1)
    done.wait_for_completion()
    assert len(done.get_children_sorted_by_primary_metric()) == 5
    for act in (done.pause, done.resume, lambda: done.set_max_concurrent_runs(3)):
        with pytest.raises(UserErrorException, match="is over"):
            act()
    with pytest.raises(UserErrorException, match="nothing to try again"):
        done.retry("both")


def test_a_trial_that_failed_is_told_with_its_reason_and_tried_again(workspace, folder, config, tmp_path):
    (folder / "fragile.py").write_text(f"import os\nassert os.path.exists({str(tmp_path / 'go')!r})\n{TRAIN}")
    wanted = config(GridParameterSampling({"--x": choice(0.25)}), 1)
    wanted.run_config.script = "fragile.py"
    run = Experiment(workspace, "named").submit(wanted)
    with pytest.raises(ActivityFailedException, match="Failed"):
        run.wait_for_completion()
    assert run.get_best_run_by_primary_metric() is None
    assert run.get_children_sorted_by_primary_metric(discard_no_metric=True) == []
    assert [child["status"] for child in run.get_children_sorted_by_primary_metric()] == ["Failed"]
    assert "Exited with code 1" in run.get_diagnostics()["errors"][f"{run.id}_0"]
    (tmp_path / "go").touch()
    assert run.retry() == 1
    run.wait_for_completion()
    best = run.get_best_run_by_primary_metric()
    assert best.id == f"{run.id}_0_2" and [child.id for child in run.get_children(status="Failed")] == [f"{run.id}_0"]


def test_what_cannot_be_searched_is_refused_with_a_sentence(workspace, config):
    with pytest.raises(ExperimentExecutionException, match="choice"):
        Experiment(workspace, "named").submit(config(GridParameterSampling({"--x": uniform(0, 1)})))
    with pytest.raises(ExperimentExecutionException, match="--epochs"):
        Experiment(workspace, "named").submit(config(GridParameterSampling({"--epochs": choice(1, 2)})))


def test_a_sweep_of_what_the_studio_has_is_submitted_without_a_folder(workspace, done, capsys):
    studio, grid = workspace.studio, HD.replace("[0.0, 0.3, 0.9]", "[0.3]")
    swept = studio.submit_sweep("named", done._run.configuration, hdconfig=grid, arguments=["--epochs", "1"], submission="once")
    assert studio.submit_sweep("named", done._run.configuration, hdconfig=grid, submission="once").key == swept.key
    assert [now.best["score"] for now in swept.watch() if now.final] == [1.0]
    trial = swept.trial(0)
    assert (trial.reported, trial.arguments) == ([1.0], ["--epochs", "1", "--x", "0.3"])
    RunDetails(done).show()
    assert done.get_portal_url() in capsys.readouterr().out
