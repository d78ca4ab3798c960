"""What the engine is asked for, as JSON: what cannot be tried on this machine (GPUs, rootless engines) is at least asked for rightly."""

import pytest

from computes.agent.containers import order, sockets, surroundings, trouble
from computes.agent.containers.images import registry_of
from computes.agent.folders import JobFolder


class Engine:
    """Answers one question with what it was made with."""

    def __init__(self, **facts):
        self.facts = {"CgroupDriver": "cgroupfs", "MemoryLimit": True, "PidsLimit": True, **facts}

    def ask(self, method, path):
        return self.facts


def made(tmp_path, wanted=None, **facts) -> dict:
    machine = surroundings.Machine(Engine(**facts))
    return order.of_run(JobFolder(str(tmp_path), "7-abc"), wanted or {}, machine, "sha256:1", ["python", "a.py"], "/code", 0o027)


def test_gpus_are_asked_for_by_index(tmp_path):
    asked = made(tmp_path)
    chosen = order.with_gpus(asked, [0, 2], everything=True)["HostConfig"]["DeviceRequests"]
    assert chosen == [{"Driver": "", "DeviceIDs": ["0", "2"], "Capabilities": [["gpu"]]}]
    every = order.with_gpus(asked, None, everything=True)["HostConfig"]["DeviceRequests"]
    assert every == [{"Driver": "", "Count": -1, "Capabilities": [["gpu"]]}]
    assert "DeviceRequests" not in order.with_gpus(asked, None, everything=False)["HostConfig"]
    assert "DeviceRequests" not in order.with_gpus(asked, [], everything=True)["HostConfig"]


def test_whoever_asked_for_no_gpu_gets_none_by_a_variable(tmp_path):
    asked = made(tmp_path, {"arguments": {"Env": ["NVIDIA_VISIBLE_DEVICES=all", "A=1"]}})
    assert order.with_gpus(asked, [], everything=True)["Env"] == ["A=1", "NVIDIA_VISIBLE_DEVICES=void"]
    assert order.with_gpus(asked, None, everything=True)["Env"] == asked["Env"]


def test_an_engine_with_nvidias_runtime_gives_gpus():
    assert surroundings.Machine(Engine(Runtimes={"nvidia": {}, "runc": {}})).gives_gpus
    assert not surroundings.Machine(Engine(Runtimes={"runc": {}})).gives_gpus


def test_in_a_rootless_engine_the_account_is_root_inside(tmp_path):
    asked = made(tmp_path, SecurityOptions=["name=rootless", "name=seccomp"])
    assert (asked["User"], asked["HostConfig"]["GroupAdd"]) == ("0:0", [])


def test_where_users_are_remapped_a_run_keeps_its_own(tmp_path):
    assert made(tmp_path, SecurityOptions=["name=userns"])["HostConfig"]["UsernsMode"] == "host"
    assert "UsernsMode" not in made(tmp_path)["HostConfig"]


@pytest.mark.parametrize(
    "facts, kept", [({}, True), ({"CgroupDriver": "none"}, False), ({"MemoryLimit": False}, False), ({"PidsLimit": False}, False)]
)
def test_an_engine_that_keeps_no_limits_is_found_out(facts, kept):
    assert surroundings.Machine(Engine(**facts)).limits is kept


def test_the_machines_network_is_only_for_who_may_have_it(tmp_path):
    assert made(tmp_path)["HostConfig"]["NetworkMode"] == "bridge"
    assert made(tmp_path, {"host_network": True})["HostConfig"]["NetworkMode"] == "host"


def test_further_facts_go_over_the_usual(tmp_path):
    asked = made(
        tmp_path, {"arguments": {"Env": ["A=1"], "HostConfig": {"IpcMode": "none"}}, "pids": 9, "memory": 5, "cpus": 1.5, "shm": 7}
    )
    told = asked["HostConfig"]
    assert (told["IpcMode"], told["PidsLimit"], told["Memory"], told["MemorySwap"], told["NanoCpus"], told["ShmSize"]) == (
        "none", 9, 5, 5, 1_500_000_000, 7,
    )  # fmt: skip
    assert asked["Env"] == ["A=1"]
    assert asked["Cmd"][-3:] == [f"{tmp_path}/jobs/7-abc/rank-0.log", "python", "a.py"]


@pytest.mark.parametrize(
    "name, registry",
    [
        ("python:3.12", "docker.io"),
        ("team/image", "docker.io"),
        ("registry.example.com/team/image:1", "registry.example.com"),
        ("localhost/image", "localhost"),
        ("127.0.0.1:5000/image@sha256:abc", "127.0.0.1:5000"),
    ],
)
def test_the_registry_of_an_image(name, registry):
    assert registry_of(name) == registry


@pytest.mark.parametrize(
    "words, part",
    [
        ("pull access denied for x, repository does not exist or may require 'docker login'", "There is no image x"),
        ("manifest for x not found: manifest unknown", "There is no image x"),
        ('Get "https://r/v2/": unauthorized: incorrect username or password', "asks for a sign-in"),
        ("denied: requested access to the resource is denied", "asks for a sign-in"),
        ('Get "https://r/v2/": dial tcp: lookup r: no such host', "is not reached from this target"),
        ("write /var/lib/docker/tmp/x: no space left on device", "is full"),
        ("something new", "could not be fetched: something new"),
    ],
)
def test_what_registries_complain_of(words, part):
    assert part in str(trouble.of_pull("x", words))


def test_an_image_without_a_shell_and_an_engine_without_gpus_say_so():
    shell = 'OCI runtime create failed: exec: "/bin/sh": stat /bin/sh: no such file or directory'
    assert "has no /bin/sh" in str(trouble.of_start(shell))
    assert "NVIDIA container toolkit" in str(trouble.of_start('could not select device driver "" with capabilities: [[gpu]]'))


def test_the_socket_that_is_asked(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", "unix:///run/mine.sock")
    assert sockets.find() == "/run/mine.sock"
    assert sockets.find("/given.sock") == "/given.sock"
    assert sockets.find("unix:///given.sock") == "/given.sock"
    monkeypatch.setenv("DOCKER_HOST", "tcp://elsewhere:2375")
    monkeypatch.setattr(sockets, "USUAL", (f"{tmp_path}/none.sock",))
    assert sockets.find() == f"{tmp_path}/none.sock"
