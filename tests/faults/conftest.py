"""Whole studios that are treated badly, with a short lease so that a killed worker is replaced within a few seconds."""

from collections.abc import Iterator

import pytest

from tests.faults.desk import Desk
from tests.live import LiveStudio

SETTINGS = {"TRAINSHED_LEASE_SECONDS": "2", "TRAINSHED_CANCEL_GRACE_SECONDS": "1"}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """A running studio that the tests of one file share, with its owner signed up."""
    live = LiveStudio(tmp_path_factory.mktemp("faults") / "data", **SETTINGS).start()
    live.session = live.owner().cookies["trainshed_session"]
    yield live
    live.close()


@pytest.fixture(scope="module")
def desk(studio: LiveStudio) -> Iterator[Desk]:
    opened = Desk(studio)
    opened.slots(32)
    yield opened
    opened.close()
