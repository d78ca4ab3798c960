"""A real sweep: scikit-learn learns to read digits, in the studio's own interpreter, and finds what a search without a studio finds."""

import sys
from types import ModuleType

import numpy as np
from sklearn.model_selection import ParameterSampler

from tests.faults.desk import FINAL

BUDGET = 12
SCRIPT = '''
"""A support vector machine for the digits that scikit-learn brings along."""

import argparse

from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC


def accuracy(C, gamma):
    pictures, digits = load_digits(return_X_y=True)
    train, test, known, asked = train_test_split(pictures / 16, digits, test_size=0.4, random_state=0)
    return SVC(C=C, gamma=gamma).fit(train, known).score(test, asked)


if __name__ == "__main__":
    import trainshed

    parser = argparse.ArgumentParser()
    parser.add_argument("--C", type=float)
    parser.add_argument("--gamma", type=float)
    asked = parser.parse_args()
    trainshed.log("accuracy", accuracy(asked.C, asked.gamma))
'''
# The bounds of a loguniform are those of the logarithm: C from exp(-5), gamma from exp(-8).
HDCONFIG = f"""
sampling:
  type: random
  seed: 1
  parameter_space:
    - {{name: --C, expression: loguniform, values: [-5, 5]}}
    - {{name: --gamma, expression: loguniform, values: [-8, 2]}}
policy: {{type: NoTerminationPolicy}}
primary_metric_name: accuracy
primary_metric_goal: Maximize
max_total_runs: {BUDGET}
max_concurrent_runs: 3
max_duration_minutes: 30
"""


def test_a_sweep_reaches_the_accuracy_of_a_search_of_our_own_with_the_same_budget(desk):
    key = desk.submit_sweep(SCRIPT, HDCONFIG, environment={"kind": "interpreter", "python": sys.executable})
    accuracy = script().accuracy
    found_alone = max(accuracy(**point) for point in own_search())
    facts = desk.until_told(lambda: (facts := desk.look_at_sweep(key))["state"] in FINAL and facts, lambda: desk.look_at_sweep(key), 120)
    assert facts["state"] == "Completed", facts
    best = max(facts["trials"], key=lambda trial: trial["score"])
    assert len(facts["trials"]) == BUDGET and facts["best"] == best["key"]
    assert best["score"] == accuracy(best["parameters"]["--C"], best["parameters"]["--gamma"]) >= found_alone


def own_search():
    """Points that scikit-learn draws from the same space."""
    ranges = {"C": np.exp(np.linspace(-5, 5, 1001)), "gamma": np.exp(np.linspace(-8, 2, 1001))}
    return ParameterSampler(ranges, BUDGET, random_state=0)


def script() -> ModuleType:
    made = ModuleType("train")
    exec(SCRIPT, made.__dict__)
    return made
