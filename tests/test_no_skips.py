"""CI counts a skipped test as failed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

SKIPS = """
import pytest

def test_that_skips_itself():
    pytest.skip("there is no sbatch")

@pytest.mark.skipif(True, reason="not on this machine")
def test_that_is_marked():
    pass

def test_that_runs():
    pass
"""
WHOLE_FILE = "import pytest\npytest.skip('nothing of it', allow_module_level=True)\n"


def run(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.no_skips", "-p", "no:django", "-c", "/dev/null", *options, str(file)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_skips_fail_when_they_must_not_be(tmp_path):
    file = tmp_path / "test_skips.py"
    file.write_text(SKIPS)
    done = run(file, "--no-skips")
    assert done.returncode == 1
    assert "1 failed, 1 passed, 1 error" in done.stdout  # a mark skips in the set-up, where a failure is an error
    assert "there is no sbatch" in done.stdout


def test_a_skipped_file_fails_as_well(tmp_path):
    file = tmp_path / "test_file.py"
    file.write_text(WHOLE_FILE)
    done = run(file, "--no-skips")
    assert done.returncode != 0
    assert "nothing of it" in done.stdout


def test_skips_are_skips_otherwise(tmp_path):
    file = tmp_path / "test_skips.py"
    file.write_text(SKIPS)
    assert "1 passed, 2 skipped" in run(file).stdout
