"""Sweeps by Azure ML v1's names, without a studio: expressions, samplings, policies and what they say together."""

import pytest
from trainshed import HyperDriveConfig, ScriptRunConfig
from trainshed.exceptions import HyperDriveConfigException
from trainshed.train import hyperdrive
from trainshed.train.hyperdrive import (
    ASHAPolicy,
    BanditPolicy,
    BayesianParameterSampling,
    GridParameterSampling,
    HyperbandPolicy,
    MedianStoppingPolicy,
    NoTerminationPolicy,
    PrimaryMetricGoal,
    RandomParameterSampling,
    TruncationSelectionPolicy,
    choice,
    uniform,
    when,
)

SPACE = {"--lr": uniform(0.01, 0.1), "--layers": choice(range(1, 4))}


def config(sampling=None, **more) -> HyperDriveConfig:
    own = {"primary_metric_name": "accuracy", "primary_metric_goal": PrimaryMetricGoal.MAXIMIZE, "max_total_runs": 20}
    return HyperDriveConfig(
        **{
            "hyperparameter_sampling": sampling or RandomParameterSampling(SPACE),
            "run_config": ScriptRunConfig(".", "train.py"),
            **own,
            **more,
        }
    )


@pytest.mark.parametrize(
    ("expression", "pair"),
    [
        (choice("a", "b"), ["choice", [["a", "b"]]]), (choice([1, 2]), ["choice", [[1, 2]]]), (choice(range(3)), ["choice", [[0, 1, 2]]]),
        (choice(5), ["choice", [[5]]]), (hyperdrive.randint(4), ["randint", [4]]), (uniform(0, 1.5), ["uniform", [0, 1.5]]),
        (hyperdrive.quniform(1, 9, 2), ["quniform", [1, 9, 2]]), (hyperdrive.loguniform(-6, -1), ["loguniform", [-6, -1]]),
        (hyperdrive.loguniform(-1, -1), ["loguniform", [-1, -1]]), (hyperdrive.qloguniform(0, 3, 5), ["qloguniform", [0, 3, 5]]),
        (hyperdrive.normal(10, 3), ["normal", [10, 3]]), (hyperdrive.qnormal(10, 3, 1), ["qnormal", [10, 3, 1]]),
        (hyperdrive.lognormal(0, 1), ["lognormal", [0, 1]]), (hyperdrive.qlognormal(0, 1, 2), ["qlognormal", [0, 1, 2]]),
    ],
)  # fmt: skip
def test_an_expression_is_v1_s_pair_of_a_name_and_a_list(expression, pair):
    assert expression == pair


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: choice(), lambda: choice([]), lambda: hyperdrive.randint(0), lambda: hyperdrive.randint(1.5), lambda: uniform(1, 1),
        lambda: uniform(2, 1), lambda: uniform("a", "b"), lambda: hyperdrive.quniform(3, 1, 1), lambda: hyperdrive.loguniform(2, 1),
        lambda: hyperdrive.normal(0, -1), lambda: RandomParameterSampling({}), lambda: RandomParameterSampling([1]),
        lambda: RandomParameterSampling({"--lr": 3}).section(), lambda: GridParameterSampling(SPACE, {"seed": 1}),
        lambda: BanditPolicy(), lambda: BanditPolicy(slack_factor=0.1, slack_amount=0.1), lambda: BanditPolicy(slack_factor=-1),
        lambda: BanditPolicy(evaluation_interval=0, slack_factor=0.1), lambda: MedianStoppingPolicy(delay_evaluation=-1),
        lambda: TruncationSelectionPolicy(100), lambda: TruncationSelectionPolicy(0), lambda: TruncationSelectionPolicy(10.5),
        lambda: PrimaryMetricGoal.from_str("most"), lambda: config(estimator=object()), lambda: config(run_config=None),
        lambda: config(policy="BanditPolicy"), lambda: config(primary_metric_name=""), lambda: config(resume_child_runs=["x"]),
        lambda: config(BayesianParameterSampling(SPACE), policy=MedianStoppingPolicy()), lambda: HyperbandPolicy(0), lambda: ASHAPolicy(1),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_when_it_is_said(wrong):
    with pytest.raises(HyperDriveConfigException, match=r"[a-z].*\."):
        wrong()


def test_a_space_is_told_as_an_hdconfig_lists_it():
    section = RandomParameterSampling(SPACE, {"seed": 3, "rule": "sobol"}).section()
    assert section == {
        "type": "random",
        "seed": 3,
        "rule": "sobol",
        "parameter_space": [
            {"name": "--lr", "expression": "uniform", "values": [0.01, 0.1]},
            {"name": "--layers", "expression": "choice", "values": [1, 2, 3]},
        ],
    }


def test_the_wire_form_of_a_space_is_taken_as_it_is():
    section = RandomParameterSampling({"--lr": ["uniform", [0.01, 0.1]], "--opt": ["choice", [["a", "b"]]]}).section()
    assert [each["values"] for each in section["parameter_space"]] == [[0.01, 0.1], ["a", "b"]]


def test_numbers_of_numpy_are_told_as_numbers():
    import numpy as np

    section = GridParameterSampling({"n": choice(list(np.arange(2)))}).section()
    assert section["parameter_space"][0]["values"] == [0, 1] and type(section["parameter_space"][0]["values"][0]) is int


def test_a_parameter_may_depend_on_another():
    section = RandomParameterSampling({"opt": choice("sgd", "adam"), "momentum": when("opt", ["sgd"], uniform(0, 1))}).section()
    assert section["parameter_space"][1] == {
        "name": "momentum",
        "expression": "uniform",
        "values": [0, 1],
        "when": {"name": "opt", "values": ["sgd"]},
    }


@pytest.mark.parametrize(
    ("policy", "kind", "more"),
    [
        (BanditPolicy(2, slack_factor=0.1, delay_evaluation=5), "BanditPolicy", {"slack_factor": 0.1}),
        (BanditPolicy(2, slack_amount=0.2, delay_evaluation=5), "BanditPolicy", {"slack_amount": 0.2}),
        (MedianStoppingPolicy(2, 5), "MedianStoppingPolicy", {}),
        (TruncationSelectionPolicy(20, 2, 5), "TruncationSelectionPolicy", {"truncation_percentage": 20}),
        (
            TruncationSelectionPolicy(20, 2, 5, True),
            "TruncationSelectionPolicy",
            {"truncation_percentage": 20, "exclude_finished_jobs": True},
        ),
    ],
)
def test_a_policy_says_its_section(policy, kind, more):
    assert policy.section() == {"type": kind, "evaluation_interval": 2, "delay_evaluation": 5, **more}
    assert NoTerminationPolicy().section() == {"type": "NoTerminationPolicy"}


def test_policies_beyond_v1_have_rungs_and_go_with_bayesian_sampling():
    asha = config(BayesianParameterSampling(SPACE), policy=ASHAPolicy(3)).definition()["policy"]
    assert asha == {"type": "ASHAPolicy", "reduction_factor": 3, "min_resource": 1}
    assert HyperbandPolicy().section() == {"type": "HyperbandPolicy", "reduction_factor": 4, "min_resource": 1}
    assert HyperbandPolicy(27).section()["max_resource"] == 27


def test_a_config_says_a_whole_definition_and_how_a_trial_is_run():
    wanted = config(max_concurrent_runs=4, policy=BanditPolicy(slack_factor=0.1), resume_from=["HD_1"], max_failed_runs=3).wanted()
    definition = wanted["definition"]
    assert wanted["script"] == "train.py" and definition["policy"]["type"] == "BanditPolicy"
    assert (definition["primary_metric_name"], definition["primary_metric_goal"]) == ("accuracy", "Maximize")
    limits = ("max_total_runs", "max_concurrent_runs", "max_duration_minutes", "max_failed_runs", "resume_from")
    assert [definition[name] for name in limits] == [20, 4, 10_080, 3, ["HD_1"]]


def test_a_goal_is_said_in_any_case():
    assert config(primary_metric_goal="minimize").definition()["primary_metric_goal"] == "Minimize"


def test_several_objectives_begin_with_the_primary_metric():
    said = config(objectives={"size": PrimaryMetricGoal.MINIMIZE}).definition()
    assert said["objectives"] == [{"name": "accuracy", "goal": "Maximize"}, {"name": "size", "goal": "Minimize"}]


def test_every_name_of_v1_s_modules_is_where_scripts_import_it_from():
    from trainshed.train.hyperdrive.parameter_expressions import choice as there
    from trainshed.train.hyperdrive.policy import BanditPolicy as policy
    from trainshed.train.hyperdrive.run import HyperDriveRun
    from trainshed.train.hyperdrive.runconfig import HyperDriveConfig as same
    from trainshed.train.hyperdrive.sampling import RandomParameterSampling as sampling

    assert (there, policy, same, sampling) == (choice, BanditPolicy, HyperDriveConfig, RandomParameterSampling)
    assert HyperDriveRun is hyperdrive.HyperDriveRun and all(hasattr(hyperdrive, name) for name in hyperdrive.__all__)
