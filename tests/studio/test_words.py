"""Durations, sizes, numbers and names as pages write them."""

import pytest

from studio.templatetags import words


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "—"), (-3, "0.0 s"), (0.84, "0.8 s"), (9.96, "9 s"), (59.9, "59 s"), (134, "2m 14s"), (11_100, "3h 05m"), (187_200, "2d 4h")],
)
def test_durations(seconds, said):
    assert words.duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(2, "just now"), (40, "40 s ago"), (200, "3 min ago"), (18_100, "5 h ago"), (200_000, "2 d ago")]
)
def test_ages(seconds, said):
    assert words.ago(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0 B"),
        (812, "812 B"),
        (999, "999 B"),
        (14_230, "14.2 kB"),
        (999_700, "1.0 MB"),
        (3_400_000, "3.4 MB"),
        (5e15, "5000 TB"),
    ],
)
def test_sizes(count, said):
    assert words.size(count) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "—"), (0.1 + 0.2, "0.3"), (1234567.0, "1.2346e6"), (2.5e-08, "2.5e-8"), (1e100, "1e100"), (float("nan"), "nan")],
)
def test_numbers(value, said):
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("name", "letters"), [("Ada Lovelace", "AL"), ("ada", "A"), ("Jean-Luc Picard", "JL"), ("", "?"), ("李 明", "李明")]
)
def test_initials(name, letters):
    assert words.initials(name) == letters


def test_states_are_spaced_as_words():
    assert words.spaced("NotResponding") == "Not responding"
    assert words.spaced("Running") == "Running"
