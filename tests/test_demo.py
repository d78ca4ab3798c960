"""`make demo` does the main job through the public API, and says honestly how it went."""

import subprocess
import sys
from pathlib import Path

from runs.examples import example
from studio.demo.__main__ import _judge
from studio.demo.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent


def test_the_demo_completes_the_example_and_leaves_nothing_behind():
    done = subprocess.run([sys.executable, "-m", "studio.demo"], cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| epoch  40/40" in done.stdout
    assert "✓ Completed after " in done.stdout
    assert done.stdout.count("✓") == 4
    folder = done.stdout.partition("Starting a studio in ")[2].split()[0]
    assert not Path(folder).exists()


def a_finished_run(**facts) -> dict:
    metrics = {"loss": 0.1, "accuracy": 0.97, "validation_accuracy": 0.96}
    return {"state": "Completed", "seconds": 9.0, "exit_code": 0, "reason": "", "metrics": metrics} | facts


def test_the_demo_fails_when_a_metric_is_not_as_expected(capsys):
    run = a_finished_run(metrics={"loss": 0.9, "accuracy": "NaN"})
    assert not _judge(example("two-moons"), run, Terminal())
    assert capsys.readouterr().out.count("✗") == 3


def test_the_demo_fails_when_the_run_does(capsys):
    run = a_finished_run(state="Failed", exit_code=1, reason="the script ended with code 1")
    assert not _judge(example("two-moons"), run, Terminal())
    assert "✗ Failed after 9.0 s, exit code 1: the script ended with code 1" in capsys.readouterr().out


def test_only_the_last_version_of_a_line_that_is_written_over_is_shown(capsys):
    terminal = Terminal()
    terminal.write("rank-0.log", "10 %\r50 %\r100")
    terminal.write("rank-0.log", " %\ndone\r\n")
    assert capsys.readouterr().out == "          | 100 %\n          | done\n"
