"""What Azure ML's SDK sends is read, and what it reads in the tags of a run is written, to the letter."""

import pytest

from runs.sweeps.definition import from_wire, space_from_wire, space_to_wire, to_wire
from runs.sweeps.values import Condition, Parameter, Policy, Sampling

SPACE = {
    "--lr": ["uniform", [0.01, 0.1]],
    "--opt": ["choice", [["a", "b"]]],
    "seed": ["randint", [9]],
    "width": ["qlognormal", [0, 1, 1]],
}


def sent(generator=None, policy=None, **changes):
    return {
        "generator_config": generator or {"name": "RANDOM", "parameter_space": SPACE},
        "policy_config": policy or {"name": "Default"},
        "primary_metric_config": {"name": "accuracy", "goal": "maximize"},
        "max_total_jobs": 20,
        "max_concurrent_jobs": 4,
        "max_duration_minutes": 10080,
        **changes,
    }


EVERY = {"evaluation_interval": 2, "delay_evaluation": 5}
POLICIES = {
    "Bandit": ({**EVERY, "slack_factor": 0.2}, Policy("bandit", 2, 5, slack_factor=0.2)),
    "MedianStopping": (EVERY, Policy("median", 2, 5)),
    "TruncationSelection": (
        {**EVERY, "truncation_percentage": 20, "exclude_finished_jobs": False},
        Policy("truncation", 2, 5, truncation_percentage=20),
    ),
}
GENERATORS = {
    "random": ({"name": "RANDOM", "parameter_space": SPACE}, Sampling()),
    "sobol": (
        {"name": "RANDOM", "parameter_space": SPACE, "properties": {"seed": 3, "rule": "sobol"}},
        Sampling("random", seed=3, rule="sobol"),
    ),
    "grid": ({"name": "GRID", "parameter_space": {"a": ["choice", [[1, 2]]]}}, Sampling("grid")),
    "bayesian": ({"name": "BayesianOptimization", "parameter_space": {"a": ["quniform", [1, 9, 2]]}}, Sampling("bayesian")),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy(name):
    properties, policy = POLICIES[name]
    dto = sent(policy={"name": name, "properties": properties})
    definition = from_wire(dto).definition
    assert definition.policy == policy
    assert to_wire(definition) == dto


@pytest.mark.parametrize("name", GENERATORS)
def test_a_sampling(name):
    generator, sampling = GENERATORS[name]
    dto = sent(generator)
    definition = from_wire(dto).definition
    assert definition.sampling == sampling
    assert to_wire(definition) == dto


def test_the_space_alone():
    assert from_wire(sent()).definition.space == (
        Parameter("--lr", "uniform", (0.01, 0.1)),
        Parameter("--opt", "choice", ("a", "b")),
        Parameter("seed", "randint", (9,)),
        Parameter("width", "qlognormal", (0, 1, 1)),
    )
    assert space_to_wire(from_wire(sent()).definition.space) == SPACE
    assert space_from_wire({"--opt": ["choice", [["a", "b"]]]}) == [{"name": "--opt", "expression": "choice", "values": [["a", "b"]]}]


def test_a_condition_goes_along():
    generator = {"name": "RANDOM", "parameter_space": SPACE, "conditions": {"--lr": {"name": "--opt", "values": ["a"]}}}
    definition = from_wire(sent(generator)).definition
    assert definition.space[0].when == Condition("--opt", ("a",))
    assert to_wire(definition) == sent(generator)


def test_earlier_sweeps_are_named_by_scope_and_id():
    dto = sent(resume_from=[{"run_id": "HD_1", "run_scope": {"host": "here"}}, "HD_2"])
    assert from_wire(dto).definition.resume_from == ("HD_1", "HD_2")


@pytest.mark.parametrize(
    ("dto", "sentence"),
    [
        (sent({"name": "RANDOM", "parameter_space": {"--lr": ["uniform", [1, 0]]}}), "1 is not below 0"),
        (sent({"name": "RANDOM", "parameter_space": {"--lr": 0.1}}), "values is missing"),
        (sent({"name": "RANDOM", "parameter_space": 7}), "parameter_space is a list, not 7."),
        (sent({"name": "SOBOL", "parameter_space": SPACE}), 'not "SOBOL"'),
        (sent(policy={"name": "Strict"}), 'not "Strict"'),
        (sent(max_total_jobs=1001), "from 1 to 1,000"),
        ({}, "max_total_runs is missing"),
    ],
)
def test_what_does_not_fit_is_said_as_of_a_file(dto, sentence):
    assert any(sentence in each for each in from_wire(dto).errors)
