from collections.abc import Callable

import pytest


@pytest.fixture(autouse=True)
def patient(settings) -> None:
    """A busy machine takes longer for a round than a lease lasts; its heart would beat from a thread that cannot see a test's rows."""
    settings.LEASE_SECONDS = 600


@pytest.fixture
def played(contributor, a_configuration, a_snapshot) -> Callable:
    """`played(8, max_concurrent_runs=3)`: a Player of a sweep that was just submitted; `words` go to submit."""

    def arrange(count: int = 4, words: dict | None = None, **changes):
        from tests.runs.sweeps.player import Player, defined, submitted

        return Player(submitted(contributor, a_configuration(), a_snapshot(), defined(count, **changes), **(words or {})))

    return arrange
