"""A decision as a trial's row keeps it."""

import math
from dataclasses import asdict
from typing import Any

from ..values import Decision


def recorded(decision: Decision) -> dict[str, Any]:
    """JSON that every database takes: a value or limit that is no number (NaN, an infinity) is None there; the text says what it was."""
    return {name: None if isinstance(each, float) and not math.isfinite(each) else each for name, each in asdict(decision).items()}
