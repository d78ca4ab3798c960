"""Compute instances on a real engine: containers are made, stopped and removed for real."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from computes.models import Target
from tests.computes.instances.arrange import Instances


@pytest.fixture
def host(dockerd, workspace, tmp_path, monkeypatch) -> Target:
    """A target with an engine, which everybody may use. From its containers the package index is refused at once: nobody waits for it."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    options = {"docker_socket": dockerd.socket, "root": str(tmp_path / "host")}
    health = {"cpus": 8, "gpus": [], "docker": {"version": "20.10"}}
    return Target.objects.create(workspace=workspace, name="engine", kind="docker", options=options, health=health, reached=timezone.now())


@pytest.fixture
def instances(transactional_db, dockerd, host) -> Iterator[Instances]:
    arranged = Instances(dockerd, host)
    yield arranged
    arranged.close()
