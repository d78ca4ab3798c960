"""`make demo` does the main job through the public API, and says honestly how it went."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from runs.examples import example
from tests import demo
from tests.live import LiveStudio

ROOT = Path(__file__).resolve().parent.parent


def test_the_demo_completes_the_example_and_leaves_nothing_behind():
    done = subprocess.run([sys.executable, "-m", "tests.demo"], cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "epoch  40/40" in done.stdout
    assert "Completed after" in done.stderr
    folder = done.stderr.partition("its data in ")[2].split()[0]
    assert not Path(folder).exists()


def test_the_demo_fails_when_a_metric_is_not_as_expected(live_studio: LiveStudio, tmp_path, capsys):
    wrong = replace(example("two-moons"), metrics={"loss": [0.0, 0.01], "recall": [0.5, 1.0]})
    assert demo._do(live_studio, wrong, tmp_path) == 1
    told = capsys.readouterr().err
    assert "Not as expected: loss is 0.1" in told
    assert "Not as expected: recall is None, not between 0.5 and 1.0" in told
