"""A target whose lease is held, and files that arrive from it."""

from collections.abc import Callable

import pytest

from runs.supervisor.fence import Fence


@pytest.fixture
def fence(target) -> Fence:
    return Fence(target, target.lease(60))


@pytest.fixture
def cheap_run(a_run, a_snapshot) -> Callable:
    """`cheap_run("Running")`: a run of one and the same snapshot, for tests that need many."""
    snapshot = a_snapshot()
    return lambda state: a_run(state, snapshot=snapshot)
