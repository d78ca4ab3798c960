"""Files in the shapes in which they occur: each loads, says what its author meant, and is left as it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from runs.sweeps.definition import edited, read, write
from runs.sweeps.values import Condition, Goal, Objective, Parameter, Policy, Sampling

FILES = sorted((Path(__file__).parent / "hdconfigs").iterdir())


def load(name):
    return read(text_of(name))


def text_of(name):
    return (Path(__file__).parent / "hdconfigs" / name).read_bytes().decode()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_loads_and_writing_it_loses_nothing(path):
    reading = load(path.name)
    assert reading.errors == []
    assert read(write(reading.definition)).definition == reading.definition
    assert reading.document.text == text_of(path.name)
    assert edited(reading.document, {}) == text_of(path.name)
    shorter = edited(reading.document, {"max_duration_minutes": 11})
    assert read(shorter).definition == replace(reading.definition, max_duration_minutes=11)


def test_the_documented_one():
    definition, findings, _document = load("documented.yml")
    assert [(each.level, each.line) for each in findings] == [("hint", 14)]  # three values are fewer than eight trials
    assert definition.space == (Parameter("--penalty", "choice", (0.5, 1, 1.5)),)
    assert definition.policy == Policy("bandit", evaluation_interval=1, slack_factor=0.2)
    assert definition.objectives == (Objective("Accuracy", Goal.MAXIMIZE),)
    assert (definition.max_total_runs, definition.max_concurrent_runs, definition.max_duration_minutes) == (8, 2, 100)


def test_types_policies_and_goals_in_any_case_and_a_duration_that_is_cut():
    definition, findings, _document = load("aml_config_era.yml")
    assert definition.sampling == Sampling("random")
    assert definition.policy == Policy("bandit", evaluation_interval=2, delay_evaluation=5, slack_factor=0.1)
    assert definition.primary == Objective("validation accuracy", Goal.MAXIMIZE)
    assert [each.name for each in definition.space] == ["batch-size", "learning-rate", "momentum"]
    assert definition.max_duration_minutes == 10_080
    assert [(each.level, each.line) for each in findings] == [("warning", 26)]


def test_a_list_of_one_list_is_its_items_and_unknown_keys_are_named():
    definition, findings, _document = load("grid_of_one_list.yml")
    assert [each.values for each in definition.space] == [(0.1, 1.0, 10.0), ("linear", "rbf")]
    assert definition.policy == Policy()
    assert definition.max_concurrent_runs == 100
    assert [(each.level, each.path) for each in findings] == [("hint", "max_total_runs"), ("warning", "owner")]


def test_json_is_yaml():
    definition, findings, _document = load("bayesian.json")
    assert findings == []
    assert definition.sampling == Sampling("bayesian")
    assert definition.space[0] == Parameter("--lr", "uniform", (1e-4, 0.1))
    assert definition.primary.goal is Goal.MINIMIZE


def test_windows_line_ends_and_what_is_left_out():
    definition, findings, _document = load("windows.yml")
    assert definition.policy == Policy("truncation", delay_evaluation=5, truncation_percentage=20)
    assert (definition.max_concurrent_runs, definition.max_duration_minutes) == (100, 10_080)
    assert [each.level for each in findings] == ["hint"]


def test_merged_maps_and_an_empty_policy():
    definition, _findings, _document = load("anchors.yml")
    assert definition.space == (Parameter("dropout", "uniform", (0, 1)), Parameter("mix", "uniform", (0.2, 0.8)))
    assert definition.policy == Policy()


def test_what_azure_ml_had_no_word_for():
    definition, findings, _document = load("beyond.yml")
    assert definition.sampling == Sampling("bayesian", 7, sampler="tpe")
    assert definition.space[1].when == Condition("--optimizer", ("sgd",))
    assert definition.policy == Policy("hyperband", max_resource=27, reduction_factor=3)
    assert definition.objectives == (Objective("accuracy", Goal.MAXIMIZE), Objective("size", Goal.MINIMIZE))
    assert (definition.max_failed_runs, definition.resume_from) == (10, ("HD_0f8fad5b-d9cb-469f-a165-70867728950e",))
    assert [(each.level, each.line) for each in findings] == [("hint", 11)]
