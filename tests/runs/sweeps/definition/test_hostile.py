"""Whatever comes in, an answer comes out: soon, and in a sentence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.sweeps.definition import LIMITS, from_wire, read, read_values, tree, write

from .made import definitions


def error(text):
    [finding] = read(text).findings
    assert finding.level == "error"
    return finding


LAUGHS = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdef", "bcdefg", strict=True)
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 1_000_000, "The text is 976 KB long and a sweep's definition may have 256 KB"),
        ("a: [" + "1, " * 10_001 + "]", "more than 10,000 values"),
        ("a: " + "[" * 300, "more than 50 levels deep"),
        (LAUGHS, "aliases add up"),
        ("a: &a [*a]", "contains itself"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        ("sampling: [", "no valid YAML"),
        ("a: 1\na: 2", "twice"),
        ("- a", "This is a list, and a sweep's definition has keys"),
        ("random", "This is one single value"),
        ("a: \x00", "no YAML file may hold"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_definition(text, sentence):
    assert sentence in error(text).message


def test_a_syntax_error_has_its_line():
    assert error("sampling:\n  type: random\n bad: x\n").line == 3


def test_too_many_options_and_too_many_parameters():
    many = {"name": "a", "expression": "choice", "values": list(range(LIMITS.options + 1))}
    assert "10,001 values, and 10,000 are allowed" in read_values({"sampling": {"type": "random", "parameter_space": [many]}}).errors[0]
    half = [{"name": name, "expression": "choice", "values": list(range(6000))} for name in "ab"]
    assert "more than 10,000 values together" in read_values({"sampling": {"type": "random", "parameter_space": half}}).errors[0]
    crowd = [{"name": f"p{n}", "expression": "uniform", "values": [0, 1]} for n in range(LIMITS.parameters + 1)]
    assert "201 parameters, and a sweep may have 200" in read_values({"sampling": {"type": "random", "parameter_space": crowd}}).errors[0]


def test_numbers_that_no_machine_holds():
    huge = {"name": "a", "expression": "uniform", "values": [0, 10**400]}
    assert "high of uniform is a number" in read_values({"sampling": {"type": "random", "parameter_space": [huge]}}).errors[0]
    assert "thousands of digits" in " ".join(read_values({"max_total_runs": 10**5000}).errors)


@pytest.mark.parametrize("option", ["a\0b", "\ud800", "x" * 1001])
def test_an_option_that_no_command_line_takes(option):
    one = {"name": "a", "expression": "choice", "values": ["b", option]}
    assert "no script could be given it" in read_values({"sampling": {"type": "random", "parameter_space": [one]}}).errors[0]


def test_an_empty_text_says_what_is_missing():
    assert [each.message.partition(" ")[0] for each in read("").findings] == [
        "sampling",
        "primary_metric_name",
        "primary_metric_goal",
        "max_total_runs",
    ]


def test_a_hundred_thousand_unknown_keys_are_counted():
    said = read_values({"sampling": {f"key{n}": n for n in range(100_000)}}).findings
    assert len(said) < 30
    assert any("99,980 more keys are none of sampling" in each.message for each in said)


def test_a_condition_on_very_many_values():
    known = list(range(LIMITS.options - 200))
    space = [
        {"name": "a", "expression": "choice", "values": known},
        {"name": "b", "expression": "choice", "values": [1], "when": {"name": "a", "values": known * 20}},
        {"name": "c", "expression": "choice", "values": [1], "when": {"name": "a", "values": [[1], {}]}},
    ]
    assert "a list is no value of a" in read_values({"sampling": {"type": "random", "parameter_space": space}}).errors[0]


RUBBISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(definitions(), RUBBISH, st.randoms(use_true_random=False))
def test_rubbish_anywhere_is_named_and_breaks_nothing(definition, rubbish, random):
    """One value of a sound definition replaced: there is an answer, and what is taken as sound can be written."""
    said = json.loads(json.dumps(tree(definition)))
    place = said
    while True:
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], (dict, list)) or not place[key] or random.random() < 0.3:
            break
        place = place[key]
    place[key] = rubbish
    reading = read_values(said)
    assert (reading.definition is None) == bool(reading.errors)
    if reading.definition:
        assert read(write(reading.definition)).definition == reading.definition


@settings(max_examples=40, deadline=None)
@given(RUBBISH)
def test_rubbish_from_afar(rubbish):
    assert from_wire(rubbish).definition is None
    assert from_wire({"generator_config": rubbish, "policy_config": rubbish, "resume_from": rubbish}).definition is None
    assert read_values(rubbish).definition is None
