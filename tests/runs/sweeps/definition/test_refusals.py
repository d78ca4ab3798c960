"""Every constraint of the specification: broken, it is said in a sentence with its place and its way out."""

import pytest

from runs.sweeps.definition import problems, read, read_values
from runs.sweeps.sampling import available
from runs.sweeps.values import Definition, Goal, Objective, Parameter, Policy, Sampling

SOUND = """\
sampling:
  type: random
  parameter_space:
  - name: --lr
    expression: uniform
    values: [0.01, 0.1]
  - name: --opt
    expression: choice
    values: [a, b]
policy:
  type: BanditPolicy
  slack_factor: 0.2
primary_metric_name: accuracy
primary_metric_goal: Maximize
max_total_runs: 100
max_concurrent_runs: 4
max_duration_minutes: 60
"""
RANDOM, UNIFORM, CHOICE, BANDIT = "type: random", "expression: uniform", "values: [a, b]", "  type: BanditPolicy\n  slack_factor: 0.2\n"


def said(*changes, level="error"):
    """The findings of that level, as (line, message), of the sound text after these replacements."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    reading = read(text)
    assert (reading.definition is None) == any(each.level == "error" for each in reading.findings)
    return [(each.line, each.message) for each in reading.findings if each.level == level]


def parameter(expression, values):
    return ("expression: uniform\n    values: [0.01, 0.1]", f"expression: {expression}\n    values: {values}")


def test_the_text_itself_is_sound():
    assert read(SOUND).findings == []


@pytest.mark.parametrize(
    ("expression", "values", "sentence"),
    [
        ("choice", "[]", "choice needs at least one value"),
        ("choice", "[[1, 2], [3]]", "one word or number, not a list"),
        ("choice", "[[1, 2], 3]", "one word or number, not a list"),
        ("choice", "[{a: 1}]", "one word or number, not a section"),
        ("choice", "[.inf]", "inf is no value to choose"),
        ("choice", "7", "values is a list, not 7."),
        ("randint", "[0]", "upper of randint is a whole number above 0, not 0"),
        ("randint", "[2.5]", "not 2.5"),
        ("randint", "[0, 10]", "randint takes one number: [upper]; there are 2."),
        ("uniform", "[1, 1]", "low has to be below high: 1 is not below 1."),
        ("uniform", "[0.1]", "uniform takes two numbers: [low, high]; there is 1."),
        ("uniform", '["0.1", 1]', 'low of uniform is a number, not "0.1". Take the quotes away.'),
        ("uniform", "[0, .inf]", "high of uniform is a number, not inf. It has to be finite"),
        ("uniform", "[-1e308, 1e308]", "too far apart"),
        ("uniform", "[true, 2]", "low of uniform is a number, not true."),
        ("quniform", "[0, 10]", "quniform takes three numbers: [low, high, q]"),
        ("quniform", "[10, 0, 1]", "10 is not below 0"),
        ("quniform", "[0, 10, 0]", "q, the step, is above 0, not 0."),
        ("loguniform", "[-1, -6]", "low must not be above high: -1 is above -6."),
        ("loguniform", "[0, 1000]", "exponents of e, and exp(1000) is no number any more"),
        ("qloguniform", "[2, 1, 1]", "2 is above 1"),
        ("qloguniform", "[1, 2, -1]", "q, the step, is above 0"),
        ("normal", "[0, -1]", "sigma, the standard deviation, is 0 or more, not -1."),
        ("normal", "[0, 1e308]", "too large"),
        ("qnormal", "[0, -1, 1]", "sigma"),
        ("qnormal", "[0, 1, 0]", "q, the step"),
        ("lognormal", "[0, -0.5]", "sigma"),
        ("lognormal", "[0, 100]", "mu and sigma are of the logarithm"),
        ("qlognormal", "[0, -1, 1]", "sigma"),
        ("qlognormal", "[0, 1, -2]", "q, the step"),
    ],
)
def test_the_values_of_an_expression(expression, values, sentence):
    [(line, message)] = said(parameter(expression, values))
    assert sentence in message
    assert line == 6


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("loguniform", "[1, 1]"),
        ("normal", "[0, 0]"),
        ("qlognormal", "[0, 0, 0.5]"),
        ("randint", "[10.0]"),
        ("choice", "[[1, 2, 3]]"),
        ("choice", "[null, true]"),
    ],
)
def test_values_at_the_edge_are_allowed(expression, values):
    assert said(parameter(expression, values)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        (RANDOM, "type: sobol", 2, 'type is random, grid or bayesian, not "sobol".'),
        (RANDOM, "type: [random]", 2, "not a list"),
        (RANDOM, "type: baysian", 2, "Did you mean bayesian?"),
        (RANDOM, "seed: 1", 1, "type is missing"),
        (UNIFORM, "expression: Uniform", 5, "in small letters, not \"Uniform\". Did you mean uniform?"),
        (UNIFORM, "", 4, "expression is missing"),
        ("name: --lr", "name:", 4, "name is missing"),
        ("name: --lr", "name: --", 4, "no name of an argument"),
        ("name: --lr", "name: opt", 7, "--opt is there twice (also as opt)"),
        ("name: --lr", "name: [lr]", 4, "name is a text, not a list."),
        ("    values: [0.01, 0.1]\n", "", 4, "values is missing: write values: [low, high]."),
        (BANDIT, "  type: Bandit\n", 11, "Did you mean BanditPolicy?"),
        (BANDIT, "  type: BanditPolicy\n", 10, "slack_factor is missing"),
        (BANDIT, "  type: BanditPolicy\n  slack_factor: 0\n", 12, "slack_factor is above 0"),
        (BANDIT, "  type: BanditPolicy\n  slack_factor: 0.1\n  slack_amount: 0.1\n", 13, "not both"),
        (BANDIT, "  type: BanditPolicy\n  slack_amount: -1\n", 12, "slack_amount is a number, 0 or more, not -1."),
        (BANDIT, "  type: BanditPolicy\n  slack_factor: 10%\n", 12, 'not "10%"'),
        (BANDIT, "  type: TruncationSelectionPolicy\n", 10, "truncation_percentage is missing"),
        (BANDIT, "  type: TruncationSelectionPolicy\n  truncation_percentage: 100\n", 12, "from 1 to 99, not 100."),
        (BANDIT, "  type: TruncationSelectionPolicy\n  truncation_percentage: 9.5\n", 12, "a whole number, not 9.5."),
        (BANDIT, "  type: MedianStoppingPolicy\n  evaluation_interval: 0\n", 12, "from 1 to 1,000,000, not 0."),
        (BANDIT, "  type: MedianStoppingPolicy\n  delay_evaluation: -1\n", 12, "not -1."),
        (BANDIT, '  type: MedianStoppingPolicy\n  delay_evaluation: "5"\n', 12, 'not "5". Take the quotes away.'),
        (BANDIT, "  type: HyperbandPolicy\n  min_resource: 9\n  max_resource: 3\n", 13, "min_resource or above"),
        ("policy:\n" + BANDIT, "policy: BanditPolicy\n", 10, 'policy takes keys and their values, not "BanditPolicy".'),
        ("primary_metric_name: accuracy\n", "", None, "primary_metric_name is missing"),
        ("primary_metric_goal: Maximize\n", "", None, "primary_metric_goal is missing"),
        ("Maximize", "Maximise", 14, "Did you mean Maximize?"),
        ("max_total_runs: 100\n", "", None, "max_total_runs is missing"),
        ("max_total_runs: 100", "max_total_runs: 0", 15, "from 1 to 1,000, not 0."),
        ("max_total_runs: 100", "max_total_runs: 1001", 15, "from 1 to 1,000, not 1001."),
        ("max_total_runs: 100", "max_total_runs: true", 15, "a whole number, not true."),
        ("max_concurrent_runs: 4", "max_concurrent_runs: 101", 16, "from 1 to 100, not 101."),
        ("minutes: 60", "minutes: 0", 17, "1 or more, not 0."),
        ("minutes: 60", "minutes: 60\nmax_failed_runs: 0", 18, "from 1 to 1,000,000, not 0."),
        ("minutes: 60", "minutes: 60\nmax_failed_runs: 3000000000", 18, "from 1 to 1,000,000"),
        ("minutes: 60", "minutes: 60\nresume_from: [a, b, c, d, e, f]", 18, "5 earlier ones at most, and here are 6."),
        ("minutes: 60", "minutes: 60\nresume_from: [a, a]", 18, "twice"),
        ("minutes: 60", "minutes: 60\nresume_from: [{}]", 18, "lists the keys"),
        ("minutes: 60", "minutes: 60\nobjectives: [{name: loss, goal: Minimize}]", 18, "begin with the primary metric, and that is accuracy"),
        ("minutes: 60", "minutes: 60\nobjectives: [&a {name: accuracy, goal: Maximize}, *a]", 18, "accuracy is there twice"),
        ("minutes: 60", "minutes: 60\nobjectives: [{goal: Maximize}]", 18, "name is missing"),
    ],
)  # fmt: skip
def test_a_key(old, new, line, sentence):
    [(found, message)] = said((old, new))
    assert sentence in message
    assert found == line


@pytest.mark.parametrize(
    ("kind", "change", "line", "sentence"),
    [
        ("grid", parameter("uniform", "[0, 1]"), 5, "grid sampling tries every value: it takes choice alone"),
        ("grid", parameter("choice", "[1, 2.0]"), 6, "has whole numbers and fractions"),
        ("grid", parameter("choice", "[1, one]"), 6, "has whole numbers and texts"),
        ("grid", parameter("choice", "[true, false]"), 6, "has true; put it into quotes."),
        ("bayesian", parameter("choice", "[1, one]"), 6, "Bayesian sampling takes values of one type"),
        ("bayesian", parameter("quniform", "[0, 1, 0.1]"), 6, "takes whole numbers for quniform"),
        ("bayesian", parameter("quniform", "[0, 1000001, 10]"), 6, "more than 100,000 steps"),
    ],
)
def test_what_a_sampling_takes(kind, change, line, sentence):
    [(found, message)] = said((RANDOM, f"type: {kind}"), change, (BANDIT, ""))
    assert sentence in message
    assert found == line


@pytest.mark.parametrize(
    "policy", ["MedianStoppingPolicy", "TruncationSelectionPolicy\n  truncation_percentage: 10", "BanditPolicy\n  slack_amount: 1"]
)
def test_no_early_termination_beside_bayesian_sampling(policy):
    [(line, message)] = said((RANDOM, "type: bayesian"), (BANDIT, f"  type: {policy}\n"))
    assert "Bayesian sampling goes with no early termination" in message
    assert line == 11


def test_a_gaussian_process_is_refused_where_nothing_can_compute_one():
    found = said((RANDOM, "type: bayesian\n  sampler: gp"), (BANDIT, ""))
    assert ["needs PyTorch" in message for _line, message in found] == ([] if "gp" in available() else [True])


@pytest.mark.parametrize(
    ("when", "sentence"),
    [
        ("{name: --opt}", "values is missing"),
        ("{values: [a]}", "name is missing"),
        ("{name: --optimizer, values: [a]}", "no parameter of this space. Did you mean --opt?"),
        ("{name: --lr, values: [a]}", "which is no choice"),
        ("{name: --opt, values: [c]}", '"c" is no value of --opt'),
        ("a", "when takes keys"),
    ],
)
def test_a_condition(when, sentence):
    [(_line, message)] = said(("values: [0.01, 0.1]", f"values: [0.01, 0.1]\n    when: {when}"))
    assert sentence in message


def test_conditions_in_a_circle():
    circle = [
        {"name": name, "expression": "choice", "values": [1], "when": {"name": other, "values": [1]}} for name, other in ("ab", "bc", "ca")
    ]
    found = read_values({"sampling": {"type": "random", "parameter_space": circle}}).errors
    assert sum("hangs on itself" in each for each in found) == 3


def test_every_error_of_a_file_is_said_at_once():
    lines = [
        line for line, _message in said((RANDOM, "type: best"), (UNIFORM, "expression: even"), ("0.2", "-1"), ("100", "none"), ("60", "0"))
    ]
    assert lines == [2, 5, 12, 15, 17]


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("max_total_runs", "max_totalruns: 3\nmax_total_runs", 15, "Did you mean max_total_runs?"),
        (RANDOM, "type: random\n  sampler: gp", 3, "sampler belongs to bayesian sampling, and this is random; it is ignored."),
        (
            BANDIT,
            "  type: MedianStoppingPolicy\n  slack_factor: 0.2\n",
            12,
            "slack_factor says nothing to a MedianStoppingPolicy; it is ignored.",
        ),
        ("minutes: 60", "minutes: 20000", 17, "10,080 minutes (seven days) at most"),
        ("name: accuracy", "name: 'accuracy '", 13, "begins or ends with a blank"),
    ],
)
def test_a_warning(old, new, line, sentence):
    [(found, message)] = said((old, new), level="warning")
    assert sentence in message
    assert found == line


def test_what_azure_ml_advised_for_bayesian_sampling():
    found = said((RANDOM, "type: bayesian"), (BANDIT, ""), ("runs: 100", "runs: 39"), ("runs: 4", "runs: 21"), level="warning")
    assert [line for line, _message in found] == [13, 14]
    assert "40 trials or more" in found[0][1]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([parameter("loguniform", "[0.0001, 0.1]")], "this draws from 1 to 1.105. For 0.0001 to 0.1 write [-9.21, -2.303]."),
        ([(RANDOM, "type: bayesian"), (BANDIT, ""), parameter("loguniform", "[-6, -1]")], "not in Azure ML v1"),
        ([(RANDOM, "type: grid"), (BANDIT, ""), parameter("choice", "[1, 2, 3]")], "The grid has 6 points, so there will be 6 trials."),
        ([parameter("choice", "[1, 2, 3]")], "some of the 100 trials will be the same"),
    ],
)
def test_a_hint(changes, sentence):
    [(_line, message)] = said(*changes, level="hint")
    assert sentence in message


def test_values_are_checked_as_texts_are():
    unsound = Definition(
        (Parameter("lr", "uniform", (1, 0)),),
        (Objective("loss", Goal.MINIMIZE),),
        max_total_runs=2000,
        max_concurrent_runs=4,
        sampling=Sampling("bayesian"),
        policy=Policy("median"),
    )
    found = problems(unsound)
    assert len(found) == 3
    assert found[0] == "low has to be below high: 1 is not below 0."
    assert problems(Definition((), (), 1, 1)) != []
    assert problems(Definition((Parameter("a", "nonsense", (1,)),), (Objective("x", Goal.MINIMIZE),), 1, 1, policy=Policy("odd"))) != []
