"""From what a configuration and its target say to what the agent is asked for."""

import json

import pytest

from computes.models import Target
from runs import environments, submission
from runs.environments.definition import key as definition_key
from runs.models import PackageIndexes
from runs.supervisor import staging

SYSTEM = "environment:\n  docker:\n    enabled: true\n"


@pytest.fixture
def whale(workspace, target):
    """The target of these tests, where an owner allows containers."""
    target.options, target.health = {"docker_socket": "/run/engine.sock"}, {"docker": {"version": "20.10", "limits": True}}
    target.save()
    return target


@pytest.fixture
def submitted(whale, a_configuration, a_snapshot, contributor):
    """`submitted("environment: …")`: the run of a configuration that says this, as a person submits it."""

    def submit(text, files=None, **how):
        version = a_configuration(name="boxed", text=f"script: train.py\ntarget: {whale.name}\n{text}")
        snapshot = a_snapshot({"train.py": b"", **(files or {})})
        return submission.submit(contributor, "digits", snapshot, version, "once" + str(len(text)), **how)

    return submit


def asked(run) -> dict:
    return staging.job_of(run).container


def test_a_run_that_asks_for_no_container_gets_none(submitted):
    assert asked(submitted("framework: Python\n")) is None


def test_a_target_whose_owner_allows_none_runs_it_as_a_plain_process(whale, submitted):
    whale.options = {"docker": "off"}
    whale.save()
    assert asked(submitted(SYSTEM)) is None


def test_image_socket_and_limits(submitted):
    text = (
        SYSTEM
        + "    baseImage: python:3.12\n    shmSize: 4g\n    arguments: [-e, A=1, --memory=1g, --cpus, '8']\nresources:\n  memory: 2g\n  cpus: 2\n"
    )
    found = asked(submitted(text))
    assert found["image"] == "python:3.12"
    assert found["socket"] == "/run/engine.sock"
    assert (found["memory"], found["cpus"], found["shm"]) == (2**30, 2, 4 * 2**30)
    assert found["arguments"] == {"Env": ["A=1"]}
    assert found["host_network"] is False


def test_the_section_of_later_sdks_asks_for_one_too(submitted):
    found = asked(submitted("docker:\n  useDocker: true\n  shmSize: 1g\n  arguments: [--ulimit, memlock=-1]\n"))
    assert found["image"] == "python:3.11-slim"
    assert found["shm"] == 2**30
    assert found["arguments"] == {"HostConfig": {"Ulimits": [{"Name": "memlock", "Soft": -1, "Hard": -1}]}}


def test_an_engine_as_target_always_runs_containers_and_has_a_default_image(whale, submitted):
    whale.kind, whale.options = "docker", {"image": "ours/base:1"}
    whale.save()
    assert asked(submitted("framework: Python\n"))["image"] == "ours/base:1"


def test_azures_own_old_image_is_stood_in_for_where_an_environment_is_built_on_it(submitted):
    azures = "    baseImage: mcr.microsoft.com/azureml/intelmpi2018.3-ubuntu16.04:20200723.v1\n"
    assert asked(submitted(SYSTEM + azures))["image"] == "python:3.11-slim"
    kept = asked(submitted(SYSTEM + azures + "  python:\n    userManagedDependencies: true\n"))
    assert kept["image"].startswith("mcr.microsoft.com/azureml/intelmpi")


def test_a_dockerfile_of_the_source_is_taken_in(submitted):
    run = submitted(SYSTEM + "    baseDockerfile: docker/Dockerfile\n", {"docker/Dockerfile": b"FROM python:3.12\nRUN true\n"})
    assert run.environment.definition["docker"]["baseDockerfile"] == "FROM python:3.12\nRUN true\n"
    assert asked(run)["dockerfile"] == "FROM python:3.12\nRUN true\n"
    assert asked(run)["image"] is None


def test_a_password_in_the_text_travels_apart_and_is_in_no_environment(submitted):
    text = (
        SYSTEM + "    baseImage: team/image:1\n    baseImageRegistry: {address: registry.example.com, username: ada, password: hunter2}\n"
    )
    run = submitted(text)
    assert "hunter2" not in json.dumps(run.environment.definition)
    job = staging.job_of(run)
    assert job.container["image"] == "registry.example.com/team/image:1"
    assert job.secrets["registries"] == {"registry.example.com": {"username": "ada", "password": "hunter2"}}
    assert "hunter2" not in json.dumps(job.without_secrets())


def test_the_workspaces_registries_are_signed_in_to(workspace, submitted):
    PackageIndexes.objects.create(
        workspace=workspace, credentials=json.dumps({"docker://registry.example.com": "ada:with:colon", "https://pypi": "a:b"})
    )
    run = submitted(SYSTEM)
    assert staging.job_of(run).secrets["registries"] == {"registry.example.com": {"username": "ada", "password": "with:colon"}}


def test_a_target_without_an_engine_refuses_what_asks_for_a_container(whale, submitted):
    Target.objects.filter(pk=whale.pk).update(health={"docker": None, "cpus": 2})
    whale.refresh_from_db()
    with pytest.raises(Exception, match="has no container engine that answers"):
        submitted(SYSTEM + "    baseImage: python:3.12\n")
    with pytest.raises(Exception, match="has no container engine that answers"):
        submitted(SYSTEM + "    baseDockerfile: |\n      FROM python:3.12\n")


@pytest.mark.parametrize("health", [{"docker": None}, {}])
def test_where_no_engine_is_known_files_of_v1_run_as_plain_processes(whale, submitted, health):
    Target.objects.filter(pk=whale.pk).update(health=health)
    whale.refresh_from_db()
    assert asked(submitted(SYSTEM)) is None
    assert asked(submitted(SYSTEM + "    baseImage: mcr.microsoft.com/azureml/base:0.2.4\n")) is None


def test_the_machines_network_only_where_an_owner_allows_it(whale, submitted):
    text = SYSTEM + "    arguments: [--network, host]\n"
    with pytest.raises(Exception, match="--network host is not allowed on local"):
        submitted(text)
    whale.options = {**whale.options, "host_network": "allowed"}
    whale.save()
    assert asked(submitted(text))["host_network"] is True


def test_what_would_open_the_machine_is_refused_before_submit(submitted):
    with pytest.raises(Exception, match="--privileged is not passed on"):
        submitted(SYSTEM + "    arguments: [--privileged]\n")


def test_a_named_environment_brings_its_container_along(workspace, owner, submitted):
    tree = {"docker": {"enabled": True, "baseImage": "python:3.12"}, "python": {"userManagedDependencies": True}}
    environments.register(workspace, "boxed", environments.definition(tree, {}, {}.get), owner.user)
    assert asked(submitted("environment:\n  name: boxed\n"))["image"] == "python:3.12"
    assert asked(submitted("framework: Python\n", environment="boxed"))["image"] == "python:3.12"


def test_builds_in_images_have_keys_of_their_own():
    def key(docker):
        tree = {"python": {"condaDependencies": {"dependencies": ["python", {"pip": ["numpy"]}]}}, "docker": docker}
        return environments.definition(tree, {}, {}.get)

    keys = {definition_key(key(docker)) for docker in ({}, {"enabled": True, "baseImage": "a"}, {"enabled": True, "baseImage": "b"})}
    assert len(keys) == 3


def test_a_build_by_hand_is_made_in_its_container(whale, workspace, owner):
    tree = {
        "python": {"condaDependencies": {"dependencies": ["python", {"pip": ["numpy"]}]}},
        "docker": {"enabled": True, "baseImage": "a:1"},
    }
    version = environments.register(workspace, "boxed", environments.definition(tree, {}, {}.get), owner.user)
    from runs.environments import building

    job = staging.job_of(building.build(owner, version, whale, "by-hand"))
    assert (job.container["image"], job.argv) == ("a:1", [])
