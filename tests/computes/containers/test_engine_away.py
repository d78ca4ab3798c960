"""The engine dies under a run: what became of the run is said when the engine is back, and never guessed."""

import signal

import pytest

from tests.computes.containers.conftest import Dock
from tests.computes.machine import until
from tests.machines.docker import Dockerd

COUNTING = (
    "import os, time\nfor n in range(600):\n    print(n, flush=True)\n    if os.path.exists('outputs/enough'): break\n    time.sleep(0.05)"
)
AWAY = "The container engine of this target stopped answering"


@pytest.fixture(scope="module")
def own_engine():
    engine = Dockerd("--live-restore").start()
    try:
        yield engine.import_base()
    finally:
        engine.close()


@pytest.fixture
def dock(tmp_path, own_engine):
    dock = Dock(tmp_path / "target", own_engine)
    yield dock
    dock.close()


def test_a_container_that_outlives_its_engine_is_followed_to_its_true_end(dock):
    dock.start(COUNTING)
    dock.lines()
    dock.dockerd.die()
    until(lambda: AWAY in dock.read("setup.log").decode())
    written = len(dock.lines())
    dock.lines(count=written + 5)  # it goes on, and its lines come, without an engine
    assert dock.status().phase == "running"
    dock.dockerd.begin()
    (dock.folder() / "outputs/enough").touch()
    status = dock.end()
    assert (status.code, status.reason, status.detail) == (0, "exited", "")
    numbers = [int(line) for line in dock.lines()]
    assert numbers == list(range(len(numbers)))
    assert not dock.left()


def test_a_cancel_ends_it_also_while_the_engine_is_away(dock):
    dock.start("import time\nprint('on', flush=True)\ntime.sleep(600)")
    dock.lines()
    dock.dockerd.die()
    dock.cancel(grace=5)
    status = dock.end()
    assert (status.reason, status.ended_processes, status.left_processes) == ("cancelled", 1, 0)
    dock.dockerd.begin()
    assert {each.status for each in dock.left()} <= {"exited"}
    for container in dock.left():
        container.remove(force=True)


def test_a_container_that_ended_with_its_engine_says_so(dock):
    dock.dockerd.die()
    dock.dockerd.options = ()  # without --live-restore an engine ends what it finds running when it starts
    dock.dockerd.begin()
    dock.start("import time\nprint('on', flush=True)\ntime.sleep(600)")
    dock.lines()
    dock.dockerd.die()
    until(lambda: AWAY in dock.read("setup.log").decode())
    dock.dockerd.begin()
    status = dock.end()
    assert status.signal in (signal.SIGTERM, signal.SIGKILL)
    assert status.detail == "The container engine of the target was restarted, which ended the containers that it had."
    assert not dock.left()
