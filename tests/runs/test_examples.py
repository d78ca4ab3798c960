"""The examples that a new studio begins with."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runs.examples import examples

CLIENT = Path(__file__).parents[2] / "client"
EXAMPLES = examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_is_complete_and_old_pythons_can_read_it(example):
    script = example.source / example.configuration["script"]
    ast.parse(script.read_text(), feature_version=(3, 8))
    assert example.title and example.description and (example.source / "README.md").exists()
    logged = script.read_text()
    assert all(f'trainshed.log("{name}", ' in logged and least < most for name, (least, most) in example.metrics.items())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_requirements_of_an_example_are_those_beside_its_code(example):
    file = example.source / "requirements.txt"
    assert example.configuration["environment"].get("requirements", "") == (file.read_text() if file.exists() else "")


def test_the_plain_example_runs_the_same_twice_with_nothing_installed(tmp_path):
    (plain,) = [example for example in EXAMPLES if example.configuration["environment"]["kind"] == "interpreter"]
    told = []
    for turn in ("first", "second"):
        metrics, outputs = tmp_path / f"{turn}.jsonl", tmp_path / turn
        environment = {
            "PYTHONPATH": str(CLIENT),
            "TRAINSHED_METRICS": str(metrics),
            "TRAINSHED_OUTPUTS": str(outputs),
            "PATH": os.environ["PATH"],
        }
        command = [sys.executable, "-S", plain.configuration["script"], "--epochs", "4", "--pause", "0"]
        subprocess.run(command, cwd=plain.source, env=environment, check=True, capture_output=True, timeout=60)
        lines = [json.loads(line) for line in metrics.read_text().splitlines()]
        told.append([(line["n"], line["v"], line["s"]) for line in lines if "n" in line])
        assert (outputs / "report.txt").read_text().startswith("loss ")
    assert told[0] == told[1] and {name for name, _, _ in told[0]} == set(plain.metrics) and len(told[0]) == 4 * len(plain.metrics)


def test_the_sweep_that_lies_beside_an_example_goes_with_its_script_and_configuration():
    from runs.sweeps.definition import collisions, read

    (example,) = [example for example in EXAMPLES if (example.source / "hdconfig.yml").exists()]
    reading = read((example.source / "hdconfig.yml").read_text())
    script = (example.source / example.configuration["script"]).read_text()
    assert reading.findings == [] and reading.definition.primary.metric in example.metrics
    assert not collisions(example.configuration["arguments"], reading.definition.space)
    assert all(f'add_argument("{parameter.name}"' in script for parameter in reading.definition.space)
