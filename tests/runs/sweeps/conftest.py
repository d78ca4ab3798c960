from collections.abc import Callable

import pytest


@pytest.fixture
def played(contributor, a_configuration, a_snapshot) -> Callable:
    """`played(8, max_concurrent_runs=3)`: a Player of a sweep that was just submitted; `words` go to submit."""

    def arrange(count: int = 4, words: dict | None = None, **changes):
        from tests.runs.sweeps.player import Player, defined, submitted

        return Player(submitted(contributor, a_configuration(), a_snapshot(), defined(count, **changes), **(words or {})))

    return arrange
