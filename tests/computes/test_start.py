"""Starting a job: once, detached, with a clean environment."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from computes.agent_zip import agent_zip
from computes.values import Job

COUNTS = "import os; print(os.getpid(), flush=True)"


def test_a_job_asked_for_twice_starts_once(machine):
    machine.start(COUNTS)
    machine.start(COUNTS)
    machine.end()
    machine.start(COUNTS)  # also when it is long over
    assert len(machine.lines()) == 1
    assert [event["event"] for event in machine.events()].count("running") == 1


def test_twenty_starts_at_the_same_moment_start_it_once(machine):
    machine.start(COUNTS, "other")  # the agent is there
    (machine.folder() / "code").mkdir(parents=True)
    (machine.folder() / "code" / "train.py").write_text(COUNTS)
    job = Job("job", ["python", "-S", "train.py"])
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: machine.workdir.call("start", {"job": job.to_dict()}), range(20)))
    machine.handles["job"] = machine.launcher.submit(job)
    assert [answer["started"] for answer in answers].count(True) == 1
    assert machine.end().code == 0
    assert len(machine.lines()) == 1


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1])
def test_a_start_killed_at_any_moment_and_repeated_starts_it_once(machine, moment):
    machine.launcher.probe()  # the agent is there
    (machine.folder() / "code").mkdir(parents=True)
    (machine.folder() / "code" / "train.py").write_text(COUNTS)
    job = Job("job", ["python", "-S", "train.py"])
    agent = machine.root / "agent" / agent_zip().hash / "__main__.py"
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", agent, "start"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
    )
    process.stdin.write(json.dumps({"root": str(machine.root), "job": job.to_dict()}).encode() + b"\n")
    process.stdin.close()
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    machine.submit(job)
    assert machine.end().reason == "exited"
    assert len(machine.lines()) == 1
    assert [event["event"] for event in machine.events()].count("running") == 1


def test_the_exit_code_and_the_log_are_the_scripts_own(machine):
    status = machine.run("import sys; print('out'); sys.stdout.flush(); print('err', file=sys.stderr); sys.exit(7)")
    assert (status.phase, status.code, status.signal, status.reason) == ("finished", 7, None, "exited")
    assert machine.read("rank-0.log") == b"out\nerr\n"
    assert json.loads(machine.read("exit-0"))["code"] == 7


def test_a_script_that_dies_of_a_signal_says_which(machine):
    status = machine.run("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert (status.code, status.signal, status.reason) == (None, 11, "exited")


def test_a_command_that_is_not_there_is_said(machine):
    (machine.folder() / "code").mkdir(parents=True)
    machine.submit(Job("job", ["no-such-program"]))
    status = machine.end()
    assert (status.reason, status.code) == ("could not start", None)
    assert "no-such-program" in status.detail
    assert b"no-such-program" in machine.read("setup.log")


def test_code_that_was_never_checked_out_is_said(machine):
    machine.submit(Job("job", ["python", "train.py"]))
    assert "code" in machine.end().detail


def test_the_job_sees_its_variables_and_none_of_the_studios(machine, monkeypatch):
    for name in (
        "DATABASE_URL",
        "DJANGO_SECRET_KEY",
        "TRAINSHED_DATA",
        "CELERY_BROKER_URL",
        "REDIS_URL",
        "PYTHONDONTWRITEBYTECODE",
        "AWS_SECRET",
    ):
        monkeypatch.setenv(name, "secret")
    machine.run("import json, os; print(json.dumps(dict(os.environ)))", variables={"COLOUR": "blue", "TRAINSHED_OUTPUTS": "elsewhere"})
    seen = json.loads(machine.lines()[0])
    assert seen["COLOUR"] == "blue"
    assert "secret" not in seen.values()
    assert seen["TRAINSHED_OUTPUTS"] == str(machine.folder() / "outputs")
    assert seen["TRAINSHED_METRICS"] == str(machine.folder() / "metrics.jsonl")
    assert (seen["TRAINSHED_RUN_ID"], seen["RANK"], seen["WORLD_SIZE"], seen["PYTHONUNBUFFERED"]) == ("job", "0", "1", "1")


def test_trainshed_can_be_imported_without_being_installed(machine):
    machine.run("import trainshed; trainshed.log('loss', 0.5, 1)", argv=["python", "-S", "-s", "train.py"])
    assert json.loads(machine.read("metrics.jsonl"))["v"] == 0.5


def test_the_jobs_folder_is_for_its_owner_alone_and_the_script_keeps_its_umask(machine):
    before = os.umask(0o022)
    try:
        machine.run("import os; print(oct(os.umask(0)))")
    finally:
        os.umask(before)
    assert machine.lines() == ["0o22"]
    for path in (machine.folder(), machine.folder() / "job.json", machine.folder() / "rank-0.log"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_python_means_the_interpreter_of_the_environment(machine):
    machine.run("import sys; print(sys.executable)")
    assert machine.lines() == [sys.executable]


def test_an_interpreter_that_is_not_there_is_said(machine):
    status = machine.run("1", environment={"kind": "interpreter", "python": "/no/such/python"})
    assert status.reason == "environment failed"
    assert "/no/such/python" in status.detail


def test_the_script_reads_an_empty_input_and_is_in_its_code(machine):
    machine.run("import os, sys; print(repr(sys.stdin.read()), os.path.basename(os.getcwd()))")
    assert machine.lines() == ["'' code"]


def test_all_signals_reach_the_script_as_in_a_shell(machine):
    machine.run("import signal; print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.getsignal(signal.SIGTERM).name)")
    assert machine.lines() == ["set() SIG_DFL"]


def test_an_id_that_is_no_name_is_refused(machine):
    for job_id in ("../etc", "", "a/b", ".hidden", "-x", "a" * 201):
        answer = machine.workdir.call("poll", {"jobs": [job_id]})[job_id]
        assert answer["phase"] == "unknown"
        assert "cannot be the id" in answer["reason"]


def test_sizes_in_the_last_status_are_the_sizes_of_the_files(machine):
    sizes = machine.run("print('x' * 100)").sizes
    assert sizes == {name: (machine.folder() / name).stat().st_size for name in sizes}
    assert sizes["rank-0.log"] == 101
    assert machine.events()[-1]["event"] == "finished"
    assert machine.events()[-1]["sizes"]["rank-0.log"] == 101
