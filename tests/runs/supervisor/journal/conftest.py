from collections.abc import Callable

import pytest


@pytest.fixture
def a_journal(db) -> Callable:
    """`a_journal(run)`: what stores the lines of that run."""
    from runs.supervisor.journal import Journal

    return Journal
