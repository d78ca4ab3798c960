import pytest

from runs.sweeps.definition import arguments, collisions, flag
from runs.sweeps.values import Parameter


def test_parameters_come_by_the_alphabet_with_dashes_and_as_texts():
    """As published outputs of Azure ML show it."""
    forest = {"n_estimator": 100, "min_samples_split": 2, "max_features": "auto", "bootstrap": True}
    assert arguments(forest) == ["--bootstrap", "True", "--max_features", "auto", "--min_samples_split", "2", "--n_estimator", "100"]
    assert arguments({"n": 200, "d": 25}) == ["--d", "25", "--n", "200"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(25, "25"), (1.957125789732623, "1.957125789732623"), (1e-05, "1e-05"), (False, "False"), (None, "None"), ("-5 x", "-5 x")],
)
def test_every_value_is_a_text(value, text):
    assert arguments({"--a": value}) == ["--a", text]


@pytest.mark.parametrize(("name", "expected"), [("lr", "--lr"), ("--lr", "--lr"), ("-c", "-c")])
def test_a_name_without_dashes_gets_two(name, expected):
    assert flag(name) == expected


def test_an_argument_in_both_places_is_found():
    space = [Parameter(name, "choice", (1,)) for name in ("lr", "--epochs", "-c", "depth")]
    given = ["--data", "lr", "--lr=0.1", "-c", 5, "--depths", "3", 0.5, "--epochs"]
    assert collisions(given, space) == ["--lr", "--epochs", "-c"]
    assert collisions([], space) == []
    assert collisions(["--dept", -0.1], space) == []
