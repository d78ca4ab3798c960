"""Compute instances on a real container engine, by the command line and by v1's names."""

import json
from collections.abc import Iterator

import pytest
from trainshed import Workspace
from trainshed.core.compute import ComputeInstance, ComputeTarget
from trainshed.exceptions import ComputeTargetException

from tests.live import LiveStudio


@pytest.fixture(scope="module")
def live_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """From whose containers the package index is refused at once: nobody waits for it."""
    studio = LiveStudio(tmp_path_factory.mktemp("live") / "data", HTTPS_PROXY="http://127.0.0.1:9").start()
    yield studio
    studio.close()


@pytest.fixture(scope="module")
def engine(live_studio, studio, dockerd, tmp_path_factory) -> str:
    """A target with Docker."""
    options = {"docker_socket": dockerd.socket, "root": str(tmp_path_factory.mktemp("engine"))}
    target = studio.register("engine", "docker", options)
    target.ask("check").wait()
    if target.refresh().mode == "draft":
        steps = [(step["name"], step["state"], step["detail"]) for step in target.ask("check").wait().steps]
        raise AssertionError(steps)
    return "engine"


def test_an_instance_is_created_stopped_started_and_deleted(type_in, studio, engine, dockerd):
    create = ["computetarget", "create", "computeinstance", "-n", "ada-box", "-s", "Standard_DS3_V2", "--image", dockerd.image]
    made = type_in(*create, "--vnet-name", "net", "--ssh-public-access", "true", "--idle-minutes", "60")
    assert "Running" in made.stdout and "--vnet-name is passed over" in made.stderr and "--ssh-public-access is passed over" in made.stderr
    facts = json.loads(type_in("computetarget", "computeinstance", "show", "ada-box", "-o", "json").stdout)
    assert facts["host"] == engine and facts["owner"] == "ada" and facts["cpus"] <= 4 and facts["idle_minutes"] == 60
    assert json.loads(type_in("computetarget", "show", "ada-box", "-o", "json").stdout)["compute_type"] == "ComputeInstance"
    assert "Stopped" in type_in("computetarget", "computeinstance", "stop", "-n", "ada-box").stdout
    assert "cannot be stopped now" in type_in("computetarget", "computeinstance", "stop", "-n", "ada-box", code=1).stderr
    assert "Running" in type_in("computetarget", "start", "computeinstance", "-n", "ada-box").stdout
    assert "ada-box" in type_in("computetarget", "computeinstance", "list").stdout
    assert "Delete it" in type_in("computetarget", "detach", "ada-box", code=1).stderr
    assert "was attached, not created" in type_in("computetarget", "delete", engine, code=1).stderr
    assert "is deleted" in type_in("computetarget", "delete", "-n", "ada-box", "--yes").stdout
    assert "no compute instance ada-box" in type_in("computetarget", "computeinstance", "show", "ada-box", code=1).stderr


def test_a_v1_program_makes_and_steers_its_instance(studio, engine, dockerd, capsys):
    workspace = Workspace(_studio=studio)
    wanted = ComputeInstance.provisioning_configuration(vm_size="STANDARD_D2_V2", ssh_public_access=False, image=dockerd.image)
    instance = ComputeTarget.create(workspace, "v1-box", wanted)
    instance.wait_for_completion(show_output=True)
    assert "Creating" in (said := capsys.readouterr().out) and "wait for completion finished" in said
    assert isinstance(instance, ComputeInstance) and instance.get_status().state == "Running"
    assert instance.get_status().last_operation["operationStatus"] == "Succeeded"
    instance.stop(wait_for_completion=True)
    assert ComputeTarget(workspace, "v1-box").get_status().serialize()["state"] == "Stopped"
    with pytest.raises(ComputeTargetException, match="cannot be restarted now"):
        instance.restart()
    with pytest.raises(ComputeTargetException, match="Try to use delete"):
        instance.detach()
    instance.delete(wait_for_completion=True)
    with pytest.raises(ComputeTargetException, match="no compute target v1-box"):
        ComputeTarget(workspace, "v1-box")
