"""docs/azureml-scripts.md names every method that a script may call."""

import subprocess
import sys
from pathlib import Path

from tests.client.azureml.conftest import CLIENT

PAGE = (Path(__file__).parents[3] / "docs" / "azureml-scripts.md").read_text()


def test_every_method_has_its_place_on_the_page():
    code = "from azureml.core import Run; print(*[name for name in dir(Run) if not name.startswith('_')])"
    variables = {"PYTHONPATH": f"{CLIENT}:{CLIENT / 'compat'}"}
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    methods = set(done.stdout.split()) - {"run_id"}
    assert len(methods) > 50
    assert {method for method in methods if f"`{method}`" not in PAGE and f"`Run.{method}`" not in PAGE} == set()


def test_what_is_called_an_error_on_the_page_is_one():
    rows = [row for row in PAGE.splitlines() if row.startswith("|") and "| error |" in row]
    assert {word for row in rows for word in row.split("`")[1::2]} >= {"submit_child", "take_snapshot", "restore_snapshot"}
