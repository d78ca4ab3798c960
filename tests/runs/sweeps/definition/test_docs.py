"""docs/sweeps.md has a heading for every key and every expression, and for nothing else that looks like one."""

import re
from pathlib import Path

from runs.sweeps.definition import read, read_values
from runs.sweeps.definition.expressions import EXPRESSIONS
from runs.sweeps.definition.policy import NAMES

PAGE = (Path(__file__).parents[4] / "docs/sweeps.md").read_text()


class Asked(dict):
    """A map that remembers which keys somebody wanted of it."""

    def __init__(self, path, found, **said):
        super().__init__(said)
        self.path, self.found = path, found

    def get(self, key, default=None):
        self.found.add(f"{self.path}.{key}".lstrip("."))
        return super().get(key, default)


def keys():
    found = set()
    for name in NAMES:
        when = Asked("sampling.parameter_space.when", found)
        parameter = Asked("sampling.parameter_space", found, when=when)
        sampling = Asked("sampling", found, parameter_space=[parameter])
        objective = Asked("objectives", found)
        read_values(Asked("", found, sampling=sampling, policy=Asked("policy", found, type=name), objectives=[objective]))
    return found - {"sampling", "policy"}  # they are chapters


def test_every_key_and_every_expression_has_its_heading():
    headings = set(re.findall(r"^### (\S+)$", PAGE, re.MULTILINE))
    assert headings == keys() | set(EXPRESSIONS)


def test_every_policy_has_its_row():
    assert set(re.findall(r"^\| (\w+Policy) \|", PAGE, re.MULTILINE)) == set(NAMES)


def test_what_is_shown_can_be_submitted():
    shown = "\n".join(line[4:] for line in PAGE.split("## How a file is read")[0].splitlines() if line.startswith("    "))
    reading = read(shown)
    assert reading.findings == []
    assert reading.definition.max_total_runs == 40
