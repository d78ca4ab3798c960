"""Environments of pip requirements: built once, shared, recorded, and built anew after a build that was killed."""

import os
import signal
import sys

from tests.computes.machine import Machine, until
from tests.computes.packages import IMPORTS, PYTHON, a_slow_uv, a_wheel, events


def test_it_is_built_once_and_then_shared(machine, environment):
    assert machine.run(IMPORTS, "one", argv=PYTHON, environment=environment()).code == 0, machine.read("setup.log", "one").decode()
    assert machine.lines(job_id="one") == [f"1.0 {machine.root / 'environments' / 'key' / '1' / 'venv'}"]
    assert machine.run(IMPORTS, "two", argv=PYTHON, environment=environment()).code == 0
    assert (events(machine, "one")["environment"]["reused"], events(machine, "two")["environment"]["reused"]) == (False, True)
    assert b"ready from an earlier run" in machine.read("setup.log", "two")


def test_what_was_installed_is_recorded_with_each_job(machine, environment):
    machine.run(IMPORTS, argv=PYTHON, environment=environment())
    assert machine.workdir.read("job", "freeze.txt") == b"greeting==1.0\n"
    assert events(machine)["environment"]["packages"] == 1
    assert b"+ greeting==1.0" in machine.read("setup.log")


def test_two_jobs_at_once_build_it_once(machine, environment):
    for job_id in ("one", "two"):
        machine.start(IMPORTS, job_id, argv=PYTHON, environment=environment())
    assert [machine.end(job_id).code for job_id in ("one", "two")] == [0, 0]
    assert sorted(events(machine, job_id)["environment"]["reused"] for job_id in ("one", "two")) == [False, True]


def test_requirements_that_cannot_be_met_fail_the_run_and_the_log_says_why(machine, environment):
    status = machine.run(IMPORTS, argv=PYTHON, environment=environment("no-such-package\n"))
    assert (status.phase, status.reason, status.code) == ("finished", "environment failed", None)
    assert "because no-such-package was not found" in status.detail.lower()
    assert b"no-such-package" in machine.read("setup.log")
    assert machine.read("rank-0.log") == b""


def test_a_failed_build_is_tried_again_by_the_next_run(machine, environment, tmp_path):
    machine.run(IMPORTS, "one", argv=PYTHON, environment=environment("late\n"))
    a_wheel(tmp_path / "wheels", "late")
    assert machine.run("import late", "two", argv=PYTHON, environment=environment("late\n")).code == 0


def test_a_build_that_was_killed_is_done_anew(machine, environment):
    venv = machine.root / "environments" / "key" / "1" / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").write_text("half a build")
    assert machine.run(IMPORTS, argv=PYTHON, environment=environment()).code == 0


def test_a_cancel_ends_a_build(machine, environment, tmp_path):
    machine.start(IMPORTS, argv=PYTHON, environment=environment(uv=a_slow_uv(tmp_path)))
    until(lambda: b"for ever" in machine.read("setup.log"))
    assert machine.status().phase == "preparing"
    machine.cancel(grace=1)
    status = machine.end()
    assert (status.reason, status.left_processes) == ("cancelled", 0)


def test_a_build_whose_runner_was_killed_is_waited_for_until_it_is_ended(machine, environment, tmp_path):
    machine.start(IMPORTS, "killed", argv=PYTHON, environment=environment(uv=a_slow_uv(tmp_path)))
    until(lambda: b"for ever" in machine.read("setup.log", "killed"))
    os.kill(machine.facts("runner", "killed")["pid"], signal.SIGKILL)
    machine.start(IMPORTS, "next", argv=PYTHON, environment=environment())
    until(lambda: b"waiting for it" in machine.read("setup.log", "next"))
    machine.cancel("killed", grace=1)
    assert machine.end("next").code == 0


def test_a_target_without_uv_says_so(tmp_path, environment, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("HOME", "/nowhere")
    (tmp_path / "python").symlink_to(os.path.realpath(sys.executable))  # with no uv beside it, as there is in our own environment
    status = Machine(tmp_path / "target", str(tmp_path / "python")).run(IMPORTS, argv=PYTHON, environment=environment(uv=None))
    assert status.reason == "environment failed"
    assert "uv is not on this target" in status.detail


def test_the_packages_of_an_interpreter_are_recorded_too(machine, environment, wheels):
    machine.run(IMPORTS, "build", argv=PYTHON, environment=environment())
    python = machine.root / "environments/key/1/venv/bin/python"
    machine.run("", argv=PYTHON, environment={"kind": "interpreter", "python": str(python)})
    assert machine.read("freeze.txt") == b"greeting==1.0\n"
    assert (events(machine)["environment"]["kind"], events(machine)["environment"]["packages"]) == ("interpreter", 1)
