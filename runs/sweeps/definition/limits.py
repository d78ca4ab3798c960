"""How many, how long: of Azure ML where it had a limit, and of our own where a text could do harm."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    total: int = 1000  # trials, of Azure ML's service
    concurrent: int = 100
    minutes: int = 10_080  # seven days
    resumed: int = 5  # earlier sweeps
    parameters: int = 200
    options: int = 10_000  # of all parameters together
    objectives: int = 5
    name: int = 100  # characters of a parameter's name
    metric: int = 250  # characters of a metric's name
    text: int = 1000  # characters of an option
    seed: int = 2**32 - 1  # NumPy's


LIMITS = Limits()
