"""The three policies of v1 against their published formulas, written down once more without any of our code, on tables nobody thought of."""

import math
from dataclasses import replace
from statistics import fmean, median

from hypothesis import given
from hypothesis import strategies as some

from runs.sweeps.policies import Referee
from runs.sweeps.values import Goal, Policy, Standing
from tests.runs.sweeps.policies.tables import DOWN, NAN, UP, trial

# Few and round: so that ties happen, and a quotient or a mean of them is never within rounding of another.
values = some.sampled_from([0.125, 0.25, 0.5, 0.75, 1.0, 2.0, 4.0, -0.5, -1.0, NAN])
rows = some.lists(some.tuples(some.lists(values, max_size=6), some.sampled_from(list(Standing))), min_size=1, max_size=7).map(
    lambda table: [trial(index, *reported, standing=standing) for index, (reported, standing) in enumerate(table)]
)
timing = some.fixed_dictionaries({"evaluation_interval": some.integers(1, 3), "delay_evaluation": some.integers(0, 4)})
kinds = some.one_of(
    some.sampled_from([0.25, 1.0, 3.0]).map(lambda slack: {"kind": "bandit", "slack_factor": slack}),
    some.sampled_from([0.1875, 0.5, 1.0]).map(lambda slack: {"kind": "bandit", "slack_amount": slack}),
    some.just({"kind": "median"}),
    some.builds(
        lambda share, exclude: {"kind": "truncation", "truncation_percentage": share, "exclude_finished_jobs": exclude},
        some.integers(1, 99),
        some.booleans(),
    ),
)
policies = some.builds(lambda kind, when: Policy(**kind, **when), kinds, timing)


@given(policies, some.sampled_from([UP, DOWN]), rows, some.integers(0, 3))
def test_every_decision_is_the_formulas(policy, objective, table, after):
    for judged in table:
        _, decision = Referee(policy, objective).judge(judged, after, table)
        expected = by_formula(policy, objective.goal, table, judged, after) if judged.standing == Standing.ACTIVE else None
        assert (decision.interval if decision else None) == expected


@given(policies, rows)
def test_minimising_is_maximising_the_negative(policy, table):
    mirrored = [replace(each, reported=-each.reported) for each in table]
    for judged, mirror in zip(table, mirrored, strict=True):
        up, down = Referee(policy, UP).judge(judged, 0, table), Referee(policy, DOWN).judge(mirror, 0, mirrored)
        assert (up[0], bool(up[1])) == (down[0], bool(down[1]))


@given(policies, some.sampled_from([UP, DOWN]), rows, some.randoms(use_true_random=False))
def test_a_referee_that_saw_everything_grow_decides_as_a_new_one(policy, objective, table, random):
    """So a sweep that is taken over by another worker goes on as if nothing had happened."""
    old = Referee(policy, objective)
    lengths = dict.fromkeys(range(len(table)), 0)
    while any(lengths[each.index] < len(each.reported) for each in table):
        grown = random.choice([each.index for each in table if lengths[each.index] < len(each.reported)])
        lengths[grown] += 1
        now = [replace(each, reported=each.reported[: lengths[each.index]], standing=so_far(each, lengths[each.index])) for each in table]
        before, anew = (each.judge(now[grown], lengths[grown] - 1, now) for each in (old, Referee(policy, objective)))
        assert repr(before) == repr(anew)  # NaN is not equal to itself


def so_far(each, length: int) -> Standing:
    return each.standing if length == len(each.reported) else Standing.ACTIVE


def by_formula(policy: Policy, goal: Goal, table, judged, after: int) -> int | None:
    for interval in range(after + 1, len(judged.reported) + 1):
        applied = interval % policy.evaluation_interval == 0 and interval >= policy.delay_evaluation
        if applied and FORMULAS[policy.kind](policy, goal, there(table, judged, interval), interval):
            return interval
    return None


def there(table, judged, interval: int) -> list[tuple[list[float], bool]]:
    """What those that reached the interval reported up to it, and whether they go on; the judged trial's first."""
    found = [judged, *[each for each in table if each.index != judged.index and len(each.reported) >= interval]]
    return [(each.reported[:interval].tolist(), each.standing == Standing.ACTIVE) for each in found]


def number(value: float, goal: Goal) -> float:
    """NaN is the worst there is."""
    return value if not math.isnan(value) else -math.inf if goal == Goal.MAXIMIZE else math.inf


def best(values, goal: Goal) -> float:
    return (max if goal == Goal.MAXIMIZE else min)(number(each, goal) for each in values)


def worse(one: float, other: float, goal: Goal) -> bool:
    return one < other if goal == Goal.MAXIMIZE else one > other


def bandit(policy, goal, found, interval) -> bool:
    leader, own = best([best(reported, goal) for reported, _ in found], goal), best(found[0][0], goal)
    up = goal == Goal.MAXIMIZE
    if policy.slack_factor is None:
        return worse(own, leader - policy.slack_amount if up else leader + policy.slack_amount, goal)
    ratio = 1 + policy.slack_factor
    return worse(own, leader / ratio if up == (leader > 0) else leader * ratio, goal)


def median_stopping(policy, goal, found, interval) -> bool:
    means = [fmean(number(each, goal) for each in reported) for reported, _ in found]
    return worse(best(found[0][0], goal), median(means), goal)


def truncation(policy, goal, found, interval) -> bool:
    counted = [reported for reported, active in found if active or not policy.exclude_finished_jobs]
    last = [number(reported[-1], goal) for reported in counted]
    own = last[0]
    not_better = sum(not worse(own, each, goal) for each in last)
    return not_better <= len(last) * policy.truncation_percentage // 100


FORMULAS = {"bandit": bandit, "median": median_stopping, "truncation": truncation}
