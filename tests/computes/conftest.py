import pytest

from tests.computes.machine import Machine


@pytest.fixture
def machine(tmp_path):
    """A target of the test's own; whatever a test leaves running on it is ended."""
    machine = Machine(tmp_path / "target")
    yield machine
    machine.close()
