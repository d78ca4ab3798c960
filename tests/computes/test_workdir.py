"""The folder on the target: the agent gets there by itself, and files are kept in bounds."""

import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from computes.agent_zip import agent_zip
from computes.errors import ComputeError
from computes.transports.local import LocalTransport
from computes.workdir import Workdir
from tests.computes.machine import Machine


def test_the_agent_is_pushed_when_it_is_not_there_and_again_when_it_is_removed(machine):
    agent = machine.root / "agent" / agent_zip().hash
    machine.launcher.probe()
    assert (agent / "__main__.py").exists()
    shutil.rmtree(agent)
    assert machine.launcher.probe().agent == agent_zip().hash


def test_many_at_once_may_push_it(machine):
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: machine.launcher.probe().agent, range(10)))
    assert set(answers) == {agent_zip().hash}
    assert [path.name for path in (machine.root / "agent").iterdir()] == [agent_zip().hash]


def test_an_agent_that_arrives_damaged_is_not_kept(tmp_path):
    class Flipping(LocalTransport):
        def run(self, argv, stdin=b"", timeout=None, sink=None):
            return super().run(argv, stdin[:-1] + b"?" if isinstance(stdin, bytes) and stdin[:2] == b"PK" else stdin, timeout, sink)

    with pytest.raises(ComputeError, match="arrived damaged"):
        Workdir(Flipping(), str(tmp_path), sys.executable).call("probe")
    assert not (tmp_path / "agent").exists()


def test_a_python_that_is_too_old_is_said(tmp_path):
    old = tmp_path / "python"
    old.write_text(
        f'#!/bin/sh\nfor word in "$@"; do last="$word"; done\n'
        f'if [ "$3" = -c ]; then code="$4"; shift 4; exec {sys.executable} -I -S -c '
        f'"import sys; sys.version_info = (3, 6); sys.version = \'3.6.1 x\'\n$code" "$@"; fi\n'
        f'exec {sys.executable} "$@"\n'
    )
    old.chmod(0o755)
    with pytest.raises(ComputeError, match=r"Python is 3\.6\.1; Python 3\.8 or later is needed"):
        Machine(tmp_path / "target", str(old)).launcher.probe()


def test_a_root_nobody_may_write_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ComputeError, match="could not be put into"):
        Machine(tmp_path / "file" / "root").launcher.probe()


def test_small_files_are_written_read_and_kept_inside_the_job(machine):
    machine.workdir.write("job", "notes/plan.txt", b"\x00binary\xff")
    assert machine.workdir.read("job", "notes/plan.txt") == b"\x00binary\xff"
    assert machine.workdir.read("job", "notes/plan.txt", offset=1, limit=3) == b"bin"
    for path in ("../other/file", "/etc/passwd", "notes/../../../x"):
        with pytest.raises(ComputeError, match="is not in the folder"):
            machine.workdir.write("job", path, b"")
    with pytest.raises(ComputeError, match="has no file 'missing'"):
        machine.workdir.read("job", "missing")
    assert machine.workdir.call("remove", {"job_id": "job", "path": "notes/plan.txt"}) == {"removed": True}
    assert machine.workdir.call("remove", {"job_id": "job", "path": "notes/plan.txt"}) == {"removed": False}


def test_finished_jobs_are_removed_and_running_ones_stay(machine):
    machine.run("print('x')", "over")
    machine.start("import time; time.sleep(600)", "busy")
    assert machine.workdir.remove(["over", "busy", "nobody"], "code") == ["over"]
    assert machine.read("rank-0.log", "over") == b"x\n"
    assert machine.workdir.remove(["over", "busy"]) == ["over"]
    assert [job["id"] for job in machine.workdir.call("list")["jobs"]] == ["busy"]
    del machine.handles["over"]


def test_an_agent_that_breaks_is_a_transient_trouble_with_its_last_words(machine):
    machine.launcher.probe()
    (machine.root / "agent" / agent_zip().hash / "agent" / "front.py").write_text("raise RuntimeError('disk error')")
    with pytest.raises(ComputeError, match="failed to probe: RuntimeError: disk error") as trouble:
        machine.launcher.probe()
    assert trouble.value.transient
    shutil.rmtree(machine.root / "agent")


def test_a_machine_that_talks_when_nobody_asked_it_is_said(machine, tmp_path):
    chatty = tmp_path / "python3"
    chatty.write_text(f'#!/bin/sh\necho "Welcome to the cluster!"\nexec {sys.executable} "$@"\n')
    chatty.chmod(0o755)
    with pytest.raises(ComputeError, match=r"'Welcome to the cluster!.*bashrc"):
        Machine(machine.root, python=str(chatty)).launcher.probe()


def test_a_verb_of_a_later_version_is_refused_in_a_sentence(machine):
    with pytest.raises(ComputeError, match="no verb 'dance'"):
        machine.workdir.call("dance")


def test_a_job_that_cannot_be_run_is_refused(machine):
    from computes.values import Job

    job = Job("job", ["python", "a\0b"])
    with pytest.raises(ComputeError, match="no command that could be run"):
        machine.launcher.submit(job)
    with pytest.raises(ComputeError, match="no command that could be run"):
        machine.launcher.submit(replace(job, argv=None))
