import pytest

from tests.computes.machine import Machine


class Dock(Machine):
    """A target of a test's own whose jobs run in containers of a real engine."""

    def __init__(self, root, dockerd) -> None:
        super().__init__(root)
        self.dockerd = dockerd

    def container(self, **facts) -> dict:
        return {"image": self.dockerd.image, "socket": self.dockerd.socket, "studio": "tests", **facts}

    def start(self, script: str, job_id: str = "job", container: dict | None = None, **fields):
        asked = self.container(**(container or {}))
        return super().start(script, job_id, **{"argv": ["python", "train.py"], "container": asked, **fields})

    def left(self, job_id: str | None = None) -> list:
        """Containers of this target that the engine still knows."""
        labels = [f"trainshed.root={self.root}", *([f"trainshed.job={job_id}"] if job_id else [])]
        return self.dockerd.client.containers.list(all=True, filters={"label": labels})


@pytest.fixture
def dock(tmp_path, dockerd):
    dock = Dock(tmp_path / "target", dockerd)
    yield dock
    dock.close()
    assert not dock.left()
