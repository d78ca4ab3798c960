"""`trainshed run submit-script` and `folder attach` against a whole studio: a folder that somebody kept, run as it is."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TRAIN = "import sys, trainshed\nprint('hello', *sys.argv[1:])\ntrainshed.log('loss', 0.5)\n"
SELF = "script: train.py\narguments: [--from, file]\ntarget: local\nenvironment:\n  python:\n    userManagedDependencies: true\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one script and one run configuration, the current folder."""
    (tmp_path / "train.py").write_text(TRAIN)
    (tmp_path / ".azureml").mkdir()
    (tmp_path / ".azureml/quick.runconfig").write_text(SELF)
    return tmp_path


def test_a_script_is_run_and_its_log_printed_until_it_is_over(type_in, project):
    answer = type_in("run", "submit-script", "-e", "first", "-c", "quick", "train.py", "--epochs", "3", "-o", "json")
    assert answer.stdout.endswith("hello --epochs 3 -o json\n") and "/runs/first_" in answer.stderr and "Completed after" in answer.stderr


def test_without_a_script_it_is_the_configuration_s_own(type_in, project):
    assert type_in("ml", "run", "submit-script", "-e", "first", "-c", "quick").stdout.endswith("hello --from file\n")


def test_a_run_that_fails_ends_the_command_with_1(type_in, project):
    (project / "train.py").write_text("raise SystemExit(3)")
    type_in("run", "submit-script", "-e", "first", "-c", "quick", code=1)


def test_for_programs_the_answer_is_the_run_alone(type_in, project):
    told = json.loads(type_in("run", "submit-script", "-e", "first", "-c", "quick", "-o", "json", "-t", "copy.json").stdout)
    assert (told["status"], told["experimentName"], told["script"]) == ("Completed", "first", "train.py")
    assert told["runId"] == told["key"] and json.loads((project / "copy.json").read_text()) == told
    key = type_in("run", "submit-script", "-e", "first", "-c", "quick", "--async", "--query", "runId", "-o", "tsv").stdout.strip()
    assert json.loads(type_in("run", "show", "-r", key, "-e", "first", "-o", "json").stdout)["runId"] == key


def test_resources_and_priority_are_said_for_one_run(type_in, project):
    (project / "train.py").write_text("import os\nprint('sees', repr(os.environ.get('CUDA_VISIBLE_DEVICES')))")
    said = ("--cpus", "0.5", "--memory", "64m", "--gpus", "0", "--priority", "3")
    answer = type_in("run", "submit-script", "-e", "first", "-c", "quick", *said, "train.py")
    assert answer.stdout == "sees ''\n"
    answer = type_in("run", "submit-script", "-e", "first", "-c", "quick", "--gpus", "64", "train.py", code=1)
    assert "asks for 64 GPUs, and local has none" in answer.stderr


def test_azure_s_own_flags_are_passed_over_with_a_note(type_in, project):
    answer = type_in("run", "submit-script", "-e", "first", "-c", "quick", "-w", "ws", "-g", "rg", "--subscription-id", "s", "train.py")
    assert answer.stderr.count("is Azure's") == 3 and answer.stdout.endswith("hello\n")


def test_a_folder_is_attached_and_run_as_it_is(type_in, project):
    (project / ".amlignore").write_text("*.log\n")
    answer = type_in("folder", "attach", "-e", "attached")
    assert "Attached to Main" in answer.stdout and (project / ".amlignore").read_text() == "*.log\n"
    config = json.loads((project / ".azureml/config.json").read_text())
    assert config["Scope"].endswith("/workspaces/main/projects/attached") and config["workspace"] == "main"
    (project / ".azureml/local").write_text((project / ".azureml/local").read_text() + "# mine\n")
    type_in("folder", "attach")
    assert (project / ".azureml/local").read_text().endswith("# mine\n")
    assert json.loads((project / ".azureml/config.json").read_text())["Id"] == config["Id"]
    told = json.loads(type_in("run", "submit-script", "-c", "local", "-o", "json", "train.py").stdout)
    assert told["experimentName"] == "attached" and told["status"] == "Completed"


def test_a_conda_file_that_amlignore_hides_is_found(type_in, project):
    (project / ".amlignore").write_text(".azureml\n")
    (project / ".azureml/quick.runconfig").write_text(
        "script: train.py\nenvironment:\n  python:\n    condaDependenciesFile: .azureml/conda.yml\n"
    )
    answer = type_in("run", "submit-script", "-e", "first", "-c", "quick", code=1)
    assert "names .azureml/conda.yml" in answer.stderr and "no such file" in answer.stderr
    (project / ".azureml/conda.yml").write_text("dependencies:\n- python\n- pip:\n  - azureml-defaults\n")
    assert type_in("run", "submit-script", "-e", "first", "-c", "quick").stdout.endswith("hello\n")


def test_a_file_outside_of_the_project_is_never_sent(type_in, project):
    (project.parent / "secret.yml").write_text("password")
    (project / ".azureml/quick.runconfig").write_text("environment:\n  python:\n    condaDependenciesFile: ../secret.yml\n")
    assert "lies outside" in type_in("run", "submit-script", "-e", "first", "-c", "quick", code=1).stderr


def test_a_configuration_below_a_sub_path_is_found(type_in, project):
    (project / "config").mkdir()
    (project / "config/fast.runconfig").write_text(SELF.replace("file", "below"))
    assert type_in("run", "submit-script", "-e", "first", "-c", "config/fast").stdout.endswith("hello --from below\n")


def test_the_folder_of_aml_config_wins(type_in, project):
    (project / "aml_config").mkdir()
    (project / "aml_config/quick.runconfig").write_text(SELF.replace("file", "older"))
    assert type_in("run", "submit-script", "-e", "first", "-c", "quick").stdout.endswith("hello --from older\n")


def test_another_target_is_said_beside_the_configuration(type_in, project):
    refused = type_in("run", "submit-script", "-e", "first", "-c", "quick", "--ct", "gpu", code=1).stderr
    assert "no compute target gpu" in refused and "--target NAME" in refused
    assert "(there are: quick), nor in the studio" in type_in("run", "submit-script", "-e", "first", "-c", "nope", code=1).stderr
    (project / ".azureml/quick.runconfig").write_text(SELF.replace("local", "cpucluster"))
    assert "no compute target cpucluster" in type_in("run", "submit-script", "-e", "first", "-c", "quick", code=1).stderr
    assert type_in("run", "submit-script", "-e", "first", "-c", "quick", "--target", "local").stdout.endswith("hello --from file\n")


def test_a_text_that_is_no_yaml_is_refused_with_its_line(type_in, project):
    (project / ".azureml/quick.runconfig").write_text("script: train.py\narguments: [1\n")
    assert "Line 3" in type_in("run", "submit-script", "-e", "first", "-c", "quick", code=1).stderr


def test_an_unchanged_folder_sends_nothing(type_in, project):
    first = json.loads(type_in("run", "submit-script", "-e", "first", "-c", "quick", "--async", "-o", "json").stdout)
    again = type_in("run", "submit-script", "-e", "first", "-c", "quick", "--async", "-o", "json")
    assert json.loads(again.stdout)["snapshot"] == first["snapshot"] and "uploading" not in again.stderr


def test_runs_are_tagged_watched_and_their_logs_saved(type_in, project):
    key = type_in(
        "run", "submit-script", "-e", "first", "-c", "quick", "--tag", "team=blue", "--async", "--query", "runId", "-o", "tsv"
    ).stdout.strip()
    assert "hello" in type_in("run", "monitor-logs", "-r", key, "-e", "first").stdout
    assert "team=blue  kept" in type_in("run", "update", "-r", key, "--add-tag", "kept").stdout
    assert key in type_in("run", "list", "--tags", "team=blue", "--minimal", "--last", "1").stdout
    assert "logs/rank-0.log" in type_in("run", "download-logs", "-r", key, "-d", "logs").stdout
    assert (project / "logs/rank-0.log").read_text() == "hello --from file\n"
    assert "Say what to change" in type_in("run", "update", "-r", key, code=2).stderr


def test_experiments_and_the_workspace_are_shown(type_in):
    type_in("experiment", "create", "-n", "made")
    assert "made" in type_in("experiment", "show", "made").stdout
    assert type_in("workspace", "list", "--query", "[].slug", "-o", "tsv").stdout == "main\n"
    assert "Main" in type_in("workspace", "show").stdout
    assert json.loads(type_in("computetarget", "show", "-n", "local", "-o", "jsonc").stdout)["name"] == "local"
    assert "no JMESPath" in type_in("workspace", "show", "--query", "[", code=2).stderr


def test_ctrl_c_while_files_are_sent_ends_with_130_and_no_traceback(live_studio, token, studio, project):
    for name in range(400):
        (project / f"file{name}.bin").write_bytes(bytes([name % 256]) * 100_000 + str(name).encode())
    environment = {
        **os.environ,
        "TRAINSHED_URL": live_studio.url,
        "TRAINSHED_TOKEN": token,
        "XDG_CACHE_HOME": str(project.parent / "cache"),
    }
    command = [sys.executable, "-m", "trainshed", "run", "submit-script", "-e", "first", "-c", "quick"]
    # A shell that runs the tests in the background has them ignore Ctrl-C, and its children with them.
    running = subprocess.Popen(
        command,
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    live_studio.until(lambda: project.name in {source.name for source in studio.sources()}, "the command has begun")
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=30)[1]
    assert running.returncode == 130 and "Traceback" not in said
