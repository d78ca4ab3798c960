"""The form changes one place; everything else of a text stays as its author left it."""

import difflib

import pytest

from runs.runconfig.errors import RunconfigError
from runs.sweeps.definition import edited, read, tree

TEXT = """\
# tuned by Ada
sampling:
  type: random   # for now
  parameter_space:
    - name: --lr           # the rate
      expression: loguniform
      values: [-6, -1]
      owner: ada
    - name: --units
      expression: choice
      values:
        - 16   # small
        - 32
policy:
  type: BanditPolicy
  slack_factor: 0.2
notes: { seen: yesterday }
primary_metric_name: 'accuracy'
primary_metric_goal: Maximize
max_total_runs: 20 # a morning
"""


def changed(changes, text=TEXT):
    """(lines taken out, lines put in), each without its indentation."""
    lines = list(difflib.ndiff(text.splitlines(), edited(text, changes).splitlines()))
    return [line[2:].strip() for line in lines if line[0] == "-"], [line[2:].strip() for line in lines if line[0] == "+"]


def test_a_value_keeps_its_comment():
    assert changed({"max_total_runs": 40}) == (["max_total_runs: 20 # a morning"], ["max_total_runs: 40 # a morning"])
    assert changed({("sampling", "type"): "grid"}) == (["type: random   # for now"], ["type: grid   # for now"])
    assert changed({"primary_metric_name": "loss"}) == (["primary_metric_name: 'accuracy'"], ["primary_metric_name: 'loss'"])


def test_what_is_said_already_changes_nothing():
    assert edited(TEXT, tree(read(TEXT).definition) | {"max_concurrent_runs": None, "max_duration_minutes": None}) == TEXT


def test_keys_come_and_go():
    assert changed({"policy": {"slack_factor": None, "slack_amount": 0.1, "delay_evaluation": 5}}) == (
        ["slack_factor: 0.2"],
        ["slack_amount: 0.1", "delay_evaluation: 5"],
    )
    assert changed({"max_concurrent_runs": 4}) == ([], ["max_concurrent_runs: 4"])


def test_a_parameter_keeps_what_stands_beside_it():
    space = tree(read(TEXT).definition)["sampling"]["parameter_space"]
    space[0]["values"] = [-7, -1]
    assert changed({("sampling", "parameter_space"): space}) == (["values: [-6, -1]"], ["values: [-7, -1]"])
    space[1]["values"] = [16, 32, 64]
    taken, put = changed({("sampling", "parameter_space"): [*space, {"name": "--seed", "expression": "randint", "values": [9]}]})
    assert taken == ["values: [-6, -1]"]
    assert put == ["values: [-7, -1]", "- 64", "- name: --seed", "expression: randint", "values: [9]"]


def test_a_parameter_goes_and_leaves_the_others():
    space = tree(read(TEXT).definition)["sampling"]["parameter_space"]
    taken, put = changed({("sampling", "parameter_space"): space[:1]})
    assert (len(taken), put) == (5, [])


def test_a_text_that_says_nothing_is_begun():
    text = edited("# mine\n", {"sampling": {"type": "grid", "parameter_space": [{"name": "a", "expression": "choice", "values": [1, 2]}]}})
    assert text == "# mine\nsampling:\n  type: grid\n  parameter_space:\n  - name: a\n    expression: choice\n    values: [1, 2]\n"


def test_line_ends_and_the_mark_of_windows_stay():
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert edited(text, {"max_total_runs": 21}) == text.replace("runs: 20", "runs: 21")


def test_a_value_that_two_places_share_is_not_edited():
    text = TEXT.replace("values: [-6, -1]", "values: &range [-6, -1]").replace("- 32", "- 32\nother: *range")
    space = tree(read(text).definition)["sampling"]["parameter_space"]
    space[0]["values"] = [-7, -1]
    with pytest.raises(RunconfigError, match="anchor"):
        edited(text, {("sampling", "parameter_space"): space})


def test_a_text_that_is_no_yaml_is_not_edited():
    with pytest.raises(RunconfigError, match="no valid YAML"):
        edited("sampling: [", {"max_total_runs": 1})
