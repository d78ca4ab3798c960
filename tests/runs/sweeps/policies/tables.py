"""Trials as a table: one row each, one column an interval."""

import numpy as np

from runs.sweeps.policies import Referee
from runs.sweeps.values import Decision, Goal, Objective, Observation, Policy, Standing

NAN = float("nan")
UP, DOWN = Objective("score", Goal.MAXIMIZE), Objective("loss", Goal.MINIMIZE)


def trial(index: int, *reported: float, standing: Standing = Standing.ACTIVE) -> Observation:
    return Observation(index, {}, standing, (None,), np.array(reported, dtype="<f8"))


def done(index: int, *reported: float) -> Observation:
    return trial(index, *reported, standing=Standing.COMPLETED)


def stopped_at(policy: Policy, objective: Objective, rows: list[Observation], index: int, after: int = 0) -> int | None:
    """The interval at which the trial of this index is stopped; None: it goes on."""
    decision = decided(policy, objective, rows, index, after)
    return decision.interval if decision else None


def decided(policy: Policy, objective: Objective, rows: list[Observation], index: int, after: int = 0) -> Decision | None:
    judged = next(row for row in rows if row.index == index)
    upto, decision = Referee(policy, objective).judge(judged, after, rows)
    assert upto == (decision.interval if decision else max(after, len(judged.reported)))
    return decision
