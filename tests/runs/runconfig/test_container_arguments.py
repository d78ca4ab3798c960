"""Words of `docker run` in a configuration: what is passed on, and what is refused with a way out."""

import pytest

from runs.runconfig.container_arguments import REFUSED, parse


def test_what_is_passed_on_in_both_ways_of_writing_it():
    words = "-e A=1 --env=B=x=y --shm-size 2g --memory=512m --cpus 1.5 --ulimit memlock=-1:-1 --ulimit=nofile=1024 --ipc private"
    parsed = parse(
        [*words.split(), "--tmpfs=/scratch:size=1g", "--pids-limit", "99", "--add-host", "db:10.0.0.1", "--rm", "-it", "--network=none"]
    )
    assert parsed.said == []
    assert (parsed.shm, parsed.memory, parsed.cpus, parsed.host_network) == (2 * 2**30, 512 * 2**20, 1.5, False)
    assert parsed.asked == {
        "Env": ["A=1", "B=x=y"],
        "HostConfig": {
            "Ulimits": [{"Name": "memlock", "Soft": -1, "Hard": -1}, {"Name": "nofile", "Soft": 1024, "Hard": 1024}],
            "IpcMode": "private",
            "Tmpfs": {"/scratch": "size=1g"},
            "PidsLimit": 99,
            "ExtraHosts": ["db:10.0.0.1"],
            "NetworkMode": "none",
        },
    }


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_would_open_the_machine_is_refused_and_left_out(name):
    parsed = parse([f"{name}=x"])
    assert [said.level for said in parsed.said] == ["error"]
    assert parsed.asked == {}


@pytest.mark.parametrize(
    "words, position, part",
    [
        (["-v", "/:/host"], 0, "--volume is not passed on"),
        (["-e", "A=1", "--privileged"], 2, "--privileged is not passed on"),
        (["--frobnicate", "x"], 0, "none of the arguments of docker run that a run may have"),
        (["stray"], 0, "stray belongs to no argument"),
        (["--env"], 0, "--env: its value is missing"),
        (["-e", "HOME"], 0, "--env: write it as NAME=VALUE"),
        (["-e", "TRAINSHED_JOB=x"], 0, "the studio's own"),
        (["--shm-size", "plenty"], 0, "is no amount of memory"),
        (["--cpus", "many"], 0, "write a number of processors"),
        (["--ulimit", "big"], 0, "write it as name=soft:hard"),
        (["--ipc", "host"], 0, "write shmSize to give it more"),
        (["--network", "mine"], 0, "there is no network 'mine' for runs"),
        (["--tmpfs", "/"], 0, "write the path of a folder"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(words, position, part):
    (said,) = parse(words).said
    assert (said.position, said.level) == (position, "error")
    assert part in said.message


def test_the_machines_network_is_for_others_to_allow():
    assert parse(["--net=host"]).host_network
    assert parse(["--net=host"]).said == []


def test_gpus_are_asked_for_elsewhere():
    (said,) = parse(["--gpus", "all"]).said
    assert said.level == "warning"
    assert "resources: {gpus: 1}" in said.message
