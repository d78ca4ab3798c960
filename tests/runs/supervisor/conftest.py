"""A target whose lease is held, and files that arrive from it."""

import pytest

from runs.supervisor.fence import Fence


@pytest.fixture
def fence(target) -> Fence:
    return Fence(target, target.lease(60))
