"""Images that were built for jobs, counted and given back. A real engine."""

import io
import os
import tarfile

import pytest

from computes.agent import locks
from computes.agent.containers import images
from computes.errors import ComputeError

NAME = f"{images.BUILT}:fedcba9876543210"


@pytest.fixture
def built(dockerd, machine):
    """An image of 3 MB that a job of this root had built, on an engine that others use too."""
    path = images.lock_of(str(machine.root), NAME)
    (machine.root / "images").mkdir(parents=True)
    open(path, "w").close()
    _build(dockerd, NAME, "built")
    yield path
    for name in (NAME, f"{images.BUILT}:theirs"):
        _forget(dockerd, name)


def _build(dockerd, name, label):
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as tar:
        for path, content in {
            "Dockerfile": f"FROM {dockerd.image}\nCOPY blob /blob-{label}\n".encode(),
            "blob": name.encode() * 100_000,
        }.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    context.seek(0)
    dockerd.client.images.build(fileobj=context, custom_context=True, tag=name, labels={images.LABEL: label}, rm=True)


def _forget(dockerd, name):
    if any(name in image.tags for image in dockerd.client.images.list()):
        dockerd.client.images.remove(name, force=True)


def reclaim(machine, dockerd, dry=False) -> dict:
    return machine.workdir.call("reclaim", {"what": ["images"], "dry": dry, "jobs": [], "docker_socket": dockerd.socket})["images"]


def names(dockerd) -> set[str]:
    return {tag for image in dockerd.client.images.list() for tag in image.tags}


def test_an_image_goes_when_nobody_uses_it(machine, dockerd, built):
    _build(dockerd, f"{images.BUILT}:theirs", "built")
    counted = machine.workdir.call("usage", {"docker_socket": dockerd.socket})["bytes"]["images"]
    foretold = reclaim(machine, dockerd, dry=True)
    assert 2_000_000 < counted == foretold["bytes"] < 5_000_000, "not what it shares with its base"
    assert NAME in names(dockerd)
    assert reclaim(machine, dockerd) == foretold
    assert NAME not in names(dockerd)
    assert {f"{images.BUILT}:theirs", dockerd.image} <= names(dockerd), "another studio's, and what was there"


def test_one_that_a_container_uses_or_a_run_builds_stays(machine, dockerd, built):
    container = dockerd.client.containers.create(NAME, "true")
    assert reclaim(machine, dockerd)["kept"] == [{"name": NAME, "why": "a container uses it"}]
    container.remove()
    held = locks.take(built)
    assert reclaim(machine, dockerd)["kept"] == [{"name": NAME, "why": "it is being built"}]
    assert NAME in names(dockerd)
    os.close(held)


def test_an_engine_that_does_not_answer_is_said_and_not_counted(machine, built, tmp_path):
    nowhere = str(tmp_path / "nobody.sock")
    assert "images" not in machine.workdir.call("usage", {"docker_socket": nowhere})["bytes"]
    with pytest.raises(ComputeError, match="no container engine on this target"):
        machine.workdir.call("reclaim", {"what": ["images"], "dry": True, "jobs": [], "docker_socket": nowhere})


def test_a_purge_takes_the_images_along(machine, dockerd, built):
    assert machine.workdir.call("purge", {"jobs": [], "docker_socket": dockerd.socket})["bytes"] > 2_000_000
    assert NAME not in names(dockerd)
    assert not machine.root.exists()
