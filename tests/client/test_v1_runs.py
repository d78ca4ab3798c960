"""The SDK by Azure ML v1's names against a whole studio: workspaces, experiments, runs, environments and data."""

import asyncio
import json

import pytest
from trainshed import Dataset, Datastore, Environment, Experiment, Run, ScriptRunConfig, Workspace
from trainshed.core.compute import ComputeTarget
from trainshed.exceptions import ActivityFailedException, AuthenticationException, ServiceException, UserErrorException, WorkspaceException

TRAIN = """
import sys, trainshed
from azureml.core import Run
run = Run.get_context()
for step in range(3):
    run.log("loss", 1 / (step + 1))
run.log("once", 7)
run.log_table("table", {"x": [1, 2], "y": [3, 4]})
run.log_list("list", [1, 2])
run.tag("from", "script")
inner = run.child_run("inner")
inner.log("depth", 1)
inner.complete()
open("outputs/model.txt", "w").write("weights")
open("outputs/notes.md", "w").write("notes")
print("é" * 3, *sys.argv[1:])
"""


@pytest.fixture
def logged_in(live_studio, token, monkeypatch, tmp_path):
    monkeypatch.setenv("TRAINSHED_URL", live_studio.url)
    monkeypatch.setenv("TRAINSHED_TOKEN", token)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def workspace(logged_in) -> Workspace:
    return Workspace.from_config()


@pytest.fixture(scope="module")
def done(live_studio, token, tmp_path_factory) -> Run:
    """A run that is over."""
    from trainshed import Studio

    folder = tmp_path_factory.mktemp("code")
    (folder / "train.py").write_text(TRAIN)
    experiment = Experiment(Workspace(_studio=Studio(live_studio.url, token)), "named")
    source = ScriptRunConfig(str(folder), "train.py", ["--epochs", 3])
    source.run_config.environment.python.user_managed_dependencies = True
    run = experiment.submit(source, tags={"team": "blue", "round": 1})
    assert run.wait_for_completion()["status"] == "Completed"
    return run


def test_details_are_v1_s(done):
    details = done.get_details()
    assert (details["runId"], details["target"], details["status"]) == (done.id, "local", "Completed")
    assert details["runDefinition"]["arguments"] == ["--epochs", "3"] and "error" not in details
    assert done.get_details_with_logs()["logFiles"]["rank-0.log"].endswith("ééé --epochs 3\n")
    assert done.number == 1 and done.status == "Completed" and done.get_portal_url().startswith("http")
    assert "setup.log" in done.get_logs()


def test_metrics_are_a_value_a_list_or_a_table(done):
    metrics = done.get_metrics()
    assert metrics["once"] == 7 and metrics["loss"] == pytest.approx([1, 1 / 2, 1 / 3])
    assert metrics["table"] == {"x": [1, 2], "y": [3, 4]} and metrics["list"] == [1, 2]
    assert set(done.get_metrics("loss")) == {"loss"} and done.get_metrics(recursive=True)[done.id] == metrics


def test_tags_are_set_and_removed(done):
    assert {"team": "blue", "round": "1", "from": "script"}.items() <= done.get_tags().items()
    done.tag("kept")
    done.set_tags({"a": 1})
    assert done.tags["kept"] is None and done.tags["a"] == "1"
    done.remove_tags(["kept", "a"])
    assert "kept" not in done.tags


def test_files_are_listed_and_downloaded(done, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert {"outputs/model.txt", "outputs/notes.md", "rank-0.log"} <= set(done.get_file_names())
    done.download_file("outputs/model.txt")
    done.download_file("outputs/model.txt", "elsewhere/other.txt")
    assert (tmp_path / "model.txt").read_text() == (tmp_path / "elsewhere/other.txt").read_text() == "weights"
    done.download_files(prefix="outputs", output_directory="all")
    assert (tmp_path / "all/outputs/notes.md").read_text() == "notes"
    done.download_files(prefix="outputs", output_directory="flat", append_prefix=False)
    assert (tmp_path / "flat/notes.md").exists()
    assert str(tmp_path / "logs/rank-0.log") in done.get_all_logs("logs")
    with pytest.raises(UserErrorException, match="has no file nothing"):
        done.download_file("nothing")


def test_a_failed_run_raises_and_says_why(workspace, tmp_path, capsys):
    (tmp_path / "fail.py").write_text("print('so far'); raise SystemExit(7)")
    run = Experiment(workspace, "named").submit(ScriptRunConfig(str(tmp_path), "fail.py"))
    with pytest.raises(ActivityFailedException, match="Exited with code 7"):
        run.wait_for_completion(show_output=True)
    said = capsys.readouterr().out
    assert f"RunId: {run.id}\nWeb View: {run.get_portal_url()}\n" in said and "Streaming rank-0.log\n====================\n\nso far" in said
    assert "Execution Summary\n=================\n" in said
    assert run.wait_for_completion(raise_on_error=False)["error"]["code"] == "UserError"


def test_a_run_is_cancelled(workspace, tmp_path):
    (tmp_path / "wait.py").write_text("import time; time.sleep(60)")
    run = Experiment(workspace, "named").submit(ScriptRunConfig(str(tmp_path), "wait.py"))
    run.cancel()
    with pytest.raises(ActivityFailedException, match="Canceled"):
        run.wait_for_completion()


def test_runs_are_found_by_experiment_tags_and_id(workspace, done):
    assert done.id in [run.id for run in Experiment(workspace, "named").get_runs(tags={"team": "blue"})]
    assert done.id not in [run.id for run in Experiment(workspace, "named").get_runs(tags="other")]
    assert Run.get(workspace, done.id).experiment.name == "named" and "named" in workspace.experiments
    (child,) = done.get_children(status="Completed")
    assert child.get_metrics() == {"depth": 1} and list(done.get_children(status="Failed")) == []
    assert [found.key for found in workspace.studio.run(done.id).children()] == [child.id]
    with pytest.raises(UserErrorException, match="no run nothing"):
        Run(Experiment(workspace, "named"), "nothing")


def test_a_notebook_shows_tables_with_every_word_escaped(workspace, done):
    for shown in (done, done.experiment, workspace, ComputeTarget(workspace, "local")):
        assert shown._repr_html_().startswith("<table>") and "<script" not in shown._repr_html_()
    environment = Environment("<script>")
    assert "&lt;script&gt;" in environment._repr_html_()


def test_it_works_while_an_event_loop_runs_as_in_a_notebook(workspace, done):
    async def cell() -> str:
        return Run.get(workspace, done.id).get_status()

    assert asyncio.run(cell()) == "Completed"


def test_environments_are_registered_found_and_used(workspace, tmp_path):
    environment = Environment("registered")
    environment.python.user_managed_dependencies = True
    environment.environment_variables = {"SAID": "here"}
    first, again = environment.register(workspace), environment.register(workspace)
    assert (first.name, first.version, again.version) == ("registered", "1", "1")
    assert Environment.get(workspace, "registered").python.user_managed_dependencies and "registered" in workspace.environments
    (tmp_path / "say.py").write_text("import os; print('said', os.environ['SAID'])")
    run = Experiment(workspace, "named").submit(ScriptRunConfig(str(tmp_path), "say.py", environment=first))
    run.wait_for_completion()
    assert run.get_logs()["rank-0.log"] == "said here\n"
    with pytest.raises(UserErrorException, match="no environment"):
        Environment.get(workspace, "nothing")


def test_data_is_said_among_the_arguments(workspace, studio, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/points.txt").write_text("1 2 3")
    studio.connection.post("/datastores", {"name": "disk", "url": str(tmp_path / "data")})
    store = Datastore.get(workspace, "disk")
    code = tmp_path / "code"
    code.mkdir()
    (code / "read.py").write_text("import sys; print(open(sys.argv[1] + '/points.txt').read())")
    run = Experiment(workspace, "named").submit(ScriptRunConfig(str(code), "read.py", [store.path().as_mount()]))
    run.wait_for_completion()
    assert run.get_logs()["rank-0.log"] == "1 2 3\n"
    studio.connection.post("/datasets", {"name": "points", "datastore": "disk", "path": ""})
    source = ScriptRunConfig(str(code), "read.py", [Dataset.get_by_name(workspace, "points").as_named_input("points").as_mount()])
    run = Experiment(workspace, "named").submit(source)
    run.wait_for_completion()
    assert run.get_logs()["rank-0.log"] == "1 2 3\n" and workspace.get_default_datastore().name == "disk"


def test_a_workspace_is_found_by_its_config_and_by_the_login(workspace, live_studio, tmp_path):
    assert workspace.name == "main" and workspace.friendly_name == "Main" and "local" in workspace.compute_targets
    workspace.write_config()
    assert json.loads((tmp_path / ".azureml/config.json").read_text())["workspace_name"] == "main"
    (tmp_path / "deep/er").mkdir(parents=True)
    assert Workspace.from_config(str(tmp_path / "deep/er")).name == "main"
    azure = {"subscription_id": "x", "resource_group": "y", "workspace_name": "of-azure"}
    (tmp_path / ".azureml/config.json").write_text(json.dumps(azure))
    assert Workspace.from_config().name == "main", "a file of Azure's names no studio"
    (tmp_path / ".azureml/config.json").write_text(json.dumps({"studio": live_studio.url, "workspace": "other"}))
    with pytest.raises(UserErrorException, match="for the workspace other"):
        Workspace.from_config()
    (tmp_path / ".azureml/config.json").write_text("{")
    with pytest.raises(UserErrorException, match="cannot be read"):
        Workspace.from_config()
    assert Workspace.get("main").name == "main"
    with pytest.raises(WorkspaceException, match="not elsewhere"):
        Workspace.get("elsewhere")


def test_no_login_a_wrong_one_and_no_studio_are_told_apart(logged_in, live_studio, monkeypatch):
    monkeypatch.setenv("TRAINSHED_TOKEN", "tsd_wrong")
    with pytest.raises(AuthenticationException, match="valid API token"):
        Workspace()
    monkeypatch.setenv("TRAINSHED_URL", "http://127.0.0.1:9")
    with pytest.raises(ServiceException, match="does not answer"):
        Workspace()
    monkeypatch.delenv("TRAINSHED_URL")
    monkeypatch.delenv("TRAINSHED_TOKEN")
    with pytest.raises(UserErrorException, match="trainshed login"):
        Workspace.from_config()


def test_outside_of_a_run_what_is_logged_is_printed(capsys, monkeypatch):
    monkeypatch.delenv("TRAINSHED_RUN", raising=False)
    run = Run.get_context()
    run.log("loss", 0.5)
    assert run.id.startswith("OfflineRun_") and capsys.readouterr().out == "Attempted to log scalar metric loss:\n0.5\n"
    with pytest.raises(Exception, match="in no run"):
        Run.get_context(allow_offline=False)
