"""Sound definitions of every kind, for properties."""

import json

from hypothesis import strategies as st

from runs.runconfig import emit
from runs.sweeps.definition import flag, tree, write
from runs.sweeps.values import Condition, Definition, Goal, Objective, Parameter, Policy, Sampling

NAMES = st.from_regex(r"-{0,2}[A-Za-z][\w.\-]{0,12}", fullmatch=True) | st.sampled_from(
    ["y", "null", "--1e-3", "lr rate", "größe", "a: b", "#x"]
)
METRICS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
NUMBERS = st.integers(-1000, 1000) | st.floats(-1e6, 1e6)
TEXTS = st.text(max_size=12).filter(lambda text: "\0" not in text and text.isprintable())
STEPS = st.integers(1, 50) | st.floats(1e-6, 50)
SIGMAS = st.integers(0, 5) | st.floats(0, 5)
OF_ONE_TYPE = (
    st.lists(TEXTS, min_size=1, max_size=5)
    | st.lists(st.integers(-(2**53), 2**53), min_size=1)
    | st.lists(st.floats(-1e300, 1e300), min_size=1)
)
MIXED = st.lists(TEXTS | NUMBERS | st.booleans() | st.none(), min_size=1, max_size=6)
SMALL = st.integers(-5, 5) | st.floats(-5, 5)


def ordered(numbers):
    return st.tuples(numbers, numbers).map(sorted).filter(lambda pair: pair[0] < pair[1])


ARGUMENTS = {
    "randint": st.tuples(st.integers(1, 2**53)),
    "uniform": ordered(NUMBERS),
    "quniform": st.tuples(ordered(NUMBERS), STEPS).map(lambda both: (*both[0], both[1])),
    "loguniform": ordered(SMALL),
    "qloguniform": st.tuples(ordered(SMALL), STEPS).map(lambda both: (*both[0], both[1])),
    "normal": st.tuples(NUMBERS, SIGMAS),
    "qnormal": st.tuples(NUMBERS, SIGMAS, STEPS),
    "lognormal": st.tuples(SMALL, SIGMAS),
    "qlognormal": st.tuples(SMALL, SIGMAS, STEPS),
}
QUNIFORM = st.tuples(ordered(st.integers(-1000, 1000)), st.integers(1, 50)).map(lambda both: (*both[0], both[1]))


@st.composite
def expressions(draw, kind):
    if kind == "grid":
        return "choice", tuple(draw(OF_ONE_TYPE))
    name = draw(st.sampled_from(["choice", "choice", *ARGUMENTS]))
    if name == "choice":
        return name, tuple(draw(OF_ONE_TYPE if kind == "bayesian" else MIXED))
    return name, tuple(draw(QUNIFORM if kind == "bayesian" and name == "quniform" else ARGUMENTS[name]))


@st.composite
def spaces(draw, kind):
    space = []
    for name in draw(st.lists(NAMES, min_size=1, max_size=5, unique_by=flag)):
        above = draw(st.sampled_from([None, None, *(each for each in space if each.expression == "choice")]))
        when = Condition(above.name, tuple(draw(st.lists(st.sampled_from(above.values), min_size=1, max_size=3)))) if above else None
        space.append(Parameter(name, *draw(expressions(kind)), when))
    return tuple(draw(st.permutations(space)))


def samplings(kind):
    if kind == "random":
        return st.builds(Sampling, st.just(kind), st.none() | st.integers(0, 2**32 - 1), st.sampled_from(["random", "sobol"]))
    return st.builds(Sampling, st.just(kind), st.none() | st.integers(0, 2**32 - 1))


EVERY = {"evaluation_interval": st.integers(1, 20), "delay_evaluation": st.integers(0, 20)}
SLACK = st.integers(1, 9) | st.floats(1e-9, 1e9)
POLICIES = (
    st.just(Policy())
    | st.builds(Policy, st.just("bandit"), **EVERY, slack_factor=SLACK)
    | st.builds(Policy, st.just("bandit"), **EVERY, slack_amount=SLACK | st.just(0))
    | st.builds(Policy, st.just("median"), **EVERY)
    | st.builds(Policy, st.just("truncation"), **EVERY, truncation_percentage=st.integers(1, 99), exclude_finished_jobs=st.booleans())
    | st.builds(Policy, st.just("asha"), reduction_factor=st.integers(2, 9), min_resource=st.integers(1, 9))
    | st.builds(Policy, st.just("hyperband"), reduction_factor=st.integers(2, 9), max_resource=st.none() | st.integers(1, 99))
)
BESIDE_BAYESIAN = POLICIES.filter(lambda policy: policy.kind in ("none", "asha", "hyperband"))
OBJECTIVES = st.lists(st.builds(Objective, METRICS, st.sampled_from(Goal)), min_size=1, max_size=3, unique_by=lambda each: each.metric)


@st.composite
def definitions(draw):
    kind = draw(st.sampled_from(["random", "grid", "bayesian"]))
    return Definition(
        draw(spaces(kind)),
        tuple(draw(OBJECTIVES)),
        max_total_runs=draw(st.integers(1, 1000)),
        max_concurrent_runs=draw(st.integers(1, 100)),
        sampling=draw(samplings(kind)),
        policy=draw(BESIDE_BAYESIAN if kind == "bayesian" else POLICIES),
        max_duration_minutes=draw(st.integers(1, 10_080)),
        max_failed_runs=draw(st.none() | st.integers(1, 1000)),
        resume_from=tuple(draw(st.lists(st.uuids().map(lambda each: f"HD_{each}"), max_size=5, unique=True))),
    )


@st.composite
def texts(draw, definition):
    """One of the ways to write it down: as we do, in blocks, with comments, as JSON, in one line, with Windows' line ends."""
    style = draw(st.sampled_from(["ours", "block", "commented", "json", "json in lines", "flow"]))
    said = tree(definition)
    if style.startswith("json"):
        return json.dumps(said, indent=2 if "lines" in style else None)
    if style == "flow":
        return emit.flow(said)
    text = write(definition) if style == "ours" else emit.block(said)
    if style == "commented":
        text = "# of mine\n" + text.replace(":\n", ":   # here\n").replace("\n", "\n# between\n\n")
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text.removesuffix("\n" if draw(st.booleans()) else "\n\n")
