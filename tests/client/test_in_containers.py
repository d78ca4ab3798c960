"""Runs in containers, from a submitted folder to what the studio shows of them."""

import shutil
from pathlib import Path

import pytest
from trainshed.submitting import submit_folder

from tests.computes.machine import until

SCRIPTS = Path(__file__).parent / "azureml" / "scripts"
TEXT = """\
script: everything.py
target: whale
environment:
  docker:
    enabled: true
    {}
  python:
    userManagedDependencies: true
"""


@pytest.fixture(scope="module")
def whale(studio, dockerd, tmp_path_factory) -> str:
    """A target whose runs are containers of a real engine."""
    options = {"docker_socket": dockerd.socket, "root": str(tmp_path_factory.mktemp("whale")), "image": dockerd.image}
    target = studio.register("whale", "docker", options)
    target.ask("check").wait()
    assert target.refresh().mode == "open", [(step["name"], step["state"], step["detail"]) for step in target.ask("check").wait().steps]
    return "whale"


@pytest.fixture(scope="module")
def submit(studio, whale, tmp_path_factory):
    def submit(files: dict[str, str], docker: str, more: str = "", **wanted):
        folder = tmp_path_factory.mktemp("project")
        for name, text in files.items():
            (folder / name).write_text(text)
        shutil.copy(SCRIPTS / "everything.py", folder)
        shutil.copy(SCRIPTS / "mylib.py", folder)
        asked = {"experiment": "boxed", "configuration": "boxed", "runconfig": TEXT.format(docker) + more, "arguments": [], **wanted}
        return submit_folder(studio.connection, folder, None, asked)

    return submit


def test_a_script_of_v1_runs_in_a_container_built_from_its_dockerfile(submit, dockerd):
    files = {"Dockerfile": f"FROM {dockerd.image}\nENV COLOUR=blue\n"}
    run = submit(files, "baseDockerfile: Dockerfile", script="everything.py").wait(90)
    log = b"".join(run.log()).decode()
    assert run.state == "Completed", (run.reason, log)
    assert run.metrics["loss"] == 0.2
    assert "outputs/model.txt" in {output.path for output in run.outputs()}
    assert run.tags["quality"] == "fantastic run"
    assert any(child.metrics.get("loss") == 0.25 for child in run.children())
    told = [event.text for event in run.events() if event.kind == "image"]
    assert told and told[0].startswith("Building image trainshed/built:")


def test_a_run_that_needs_more_memory_than_it_asked_for_is_told_so(submit, dockerd):
    files = {"greedy.py": "x = bytearray(10**9)"}
    run = submit(files, f"baseImage: {dockerd.image}", "resources:\n  memory: 64m\n", script="greedy.py").wait(90)
    assert (run.state, run.reason.partition(".")[0]) == ("Failed", "Ended by signal 9")
    assert "more memory than its container's limit of 64 MB" in run.reason


def test_a_cancelled_run_leaves_no_container(submit, dockerd):
    run = submit({"long.py": "import time\nprint('on', flush=True)\ntime.sleep(600)"}, f"baseImage: {dockerd.image}", script="long.py")
    until(lambda: run.refresh().state == "Running", 60)
    run.cancel()
    run = run.wait(60)
    assert (run.state, run.reason) == ("Canceled", "1 process was ended, none is left.")
    assert not [each for each in dockerd.client.containers.list(all=True) if each.labels.get("trainshed.job")]
