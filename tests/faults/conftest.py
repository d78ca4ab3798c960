"""A whole studio that is treated badly, with a short lease so that a killed worker is replaced within a few seconds."""

import json
import os
import signal
from collections.abc import Callable, Iterator

import httpx
import pytest

from studio.serve import identity
from tests.faults import pausing
from tests.faults.desk import Desk
from tests.faults.machines import Machine
from tests.live import LiveStudio

SETTINGS = {"TRAINSHED_LEASE_SECONDS": "2", "TRAINSHED_CANCEL_GRACE_SECONDS": "1"}
SLOTS = 32


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """One running studio for all of these tests, with its owner signed up: each test finds it alive again, or has found a fault."""
    live = LiveStudio(tmp_path_factory.mktemp("faults") / "data", **SETTINGS).start()
    live.session = live.owner().cookies["trainshed_session"]
    yield live
    live.close()
    end_runs(live)


def end_runs(studio: LiveStudio) -> None:
    """Runs outlive their studio; those that a failed test left waiting must not outlive the tests."""
    for file in (studio.data / "target" / "jobs").glob("*/runner"):
        runner = json.loads(file.read_text())
        if identity.started(runner["pid"]) == str(runner["start"]):
            os.kill(runner["pid"], signal.SIGTERM)


@pytest.fixture(scope="session")
def desk(studio: LiveStudio) -> Iterator[Desk]:
    opened = Desk(studio)
    opened.slots(SLOTS)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def browser(studio: LiveStudio) -> Iterator[httpx.Client]:
    """The owner's: pages below the workspace, by their path."""
    cookies = {"trainshed_session": studio.session}
    with httpx.Client(base_url=f"{studio.url}/w/main", cookies=cookies, follow_redirects=True, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def api(studio: LiveStudio, desk: Desk) -> Iterator[httpx.Client]:
    """A program with the owner's token."""
    headers = {"Authorization": f"Bearer {desk.token()}"}
    with httpx.Client(base_url=f"{studio.url}/api/v1", headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def pause_worker(studio: LiveStudio, desk: Desk) -> Iterator[Callable[[], None]]:
    """Call it to let the studio's worker stand still; whatever happens, it goes on in the end."""
    yield lambda: pausing.pause(studio, desk)
    pausing.go_on(studio)


@pytest.fixture(scope="session")
def machines_of_all(hosts_of_all, desk: Desk) -> list[Machine]:
    return [Machine(desk, name, host).add() for name, host in zip(("one", "two", "three"), hosts_of_all, strict=True)]


@pytest.fixture
def machines(machines_of_all: list[Machine], three_hosts) -> list[Machine]:
    """Three machines across a real network; whatever was done to them, they are whole again afterwards, and known to be."""
    for machine in machines_of_all:
        machine.until_reached()
    return machines_of_all
