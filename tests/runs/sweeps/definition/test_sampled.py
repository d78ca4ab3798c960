"""Whatever is called sound can be drawn from, started and stored."""

import json
import math

from hypothesis import given, settings

from runs.sweeps.definition import arguments
from runs.sweeps.sampling import points

from .made import definitions


@settings(max_examples=25, deadline=None)
@given(definitions())
def test_every_sound_definition_has_points(definition):
    drawn = [point for point in points(definition, 3, 7) if point is not None]
    assert drawn
    for point in drawn:
        assert set(point) <= {parameter.name for parameter in definition.space}
        assert all(math.isfinite(value) for value in point.values() if isinstance(value, float))
        assert json.loads(json.dumps(point, allow_nan=False)) == point
        assert all(isinstance(part, str) for part in arguments(point))
    always = {parameter.name for parameter in definition.space if parameter.when is None}
    assert all(always <= set(point) for point in drawn)
