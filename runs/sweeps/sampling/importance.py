"""How much each parameter decides about the score, by what was tried."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from runs.sweeps.values import Objective, Observation, Parameter

from .library import optuna
from .space import Space
from .study import ENDED, Study

METHOD = "PED-ANOVA"  # of Optuna; it knows conditions, and asks which parameters tell the best tenth of trials from the others
ENOUGH = 10  # trials: a best tenth has one then


@dataclass(frozen=True)
class Importances:
    """`shares` add up to 1, the largest first; empty while fewer than ENOUGH `trials` have a score, or all scores are the same."""

    method: str
    trials: int
    shares: dict[str, float] = field(default_factory=dict)


def importances(space: Sequence[Parameter], objective: Objective, observations: Sequence[Observation], position: int = 0) -> Importances:
    """Of trials that ended with a finite score. `position`: the objective's place among those of the sweep, which is its score's place."""
    scored = [_alone(each, position) for each in observations if each.standing in ENDED and _finite(each.scores, position)]
    if len(scored) < ENOUGH or len({each.scores[0] for each in scored}) < 2:
        return Importances(METHOD, len(scored))
    study = Study(Space(space), [objective])
    study.learn(scored)
    shares = optuna().importance.get_param_importances(study.optuna)
    return Importances(METHOD, study.scored, {name: float(share) for name, share in shares.items()})


def _finite(scores: Sequence[float | None], position: int) -> bool:
    return position < len(scores) and (score := scores[position]) is not None and math.isfinite(score)


def _alone(seen: Observation, position: int) -> Observation:
    return Observation(seen.index, seen.parameters, seen.standing, (seen.scores[position],), seen.reported)
