"""The contract of every launcher, for jobs in containers: they are started, polled and cancelled as plain processes are."""

import sys
from dataclasses import replace

import pytest

from tests.contract.test_launchers import *  # noqa: F403 - the very same tests
from tests.contract.test_launchers import Target


class Contained(Target):
    def __init__(self, options, dockerd):
        super().__init__("local", options)
        self.dockerd = dockerd

    def job(self, *words, **facts):
        asked = super().job(*words, **facts)
        return replace(asked, container={"image": self.dockerd.image, "socket": self.dockerd.socket, "studio": "tests"})


@pytest.fixture
def target(tmp_path, dockerd):
    return Contained({"root": str(tmp_path / "target"), "python": sys.executable}, dockerd)
