"""Definitions and observations for the tests of samplers."""

import numpy as np

from runs.sweeps.values import Definition, Goal, Objective, Observation, Parameter, Sampling, Standing

SCORE = Objective("score", Goal.MAXIMIZE)
MIXED = (
    Parameter("lr", "loguniform", (-6, -1)),
    Parameter("width", "quniform", (16, 128, 16)),
    Parameter("optimizer", "choice", ("adam", "sgd")),
    Parameter("noise", "qlognormal", (0, 1, 0.1)),
)


def definition(space=MIXED, total=1000, objectives=(SCORE,), **sampling) -> Definition:
    return Definition(space, objectives, total, 4, sampling=Sampling(**sampling))


def seen(index, point, *scores, standing=Standing.COMPLETED, reported=None) -> Observation:
    """What is known of a trial that logged its scores, each once."""
    values = scores[:1] if reported is None else reported
    return Observation(index, point, standing, scores or (None,), np.array(values, float))
