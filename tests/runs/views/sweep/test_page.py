"""The page of a sweep: what it shows, whatever came of it."""

import pytest

from tests.sweeps import trial_of

pytestmark = pytest.mark.django_db


def test_a_sweep_has_a_page_of_its_own(browse, reader, a_sweep):
    sweep = a_sweep()
    trial_of(sweep, {"learning_rate": 0.01, "batch_size": 32}, "Completed", [0.5, 0.7])
    text = browse(reader).get(f"/w/vision/runs/{sweep.run.key}/").content.decode()
    assert f'data-sweep="{sweep.run.key}"' in text
