"""What every launcher promises, over every transport it may be given: one set of tests for all (see computes/launchers)."""

import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from computes.errors import ComputeError
from computes.kinds import open_target
from computes.values import Handle, Health, Job
from tests.computes.machine import until

FACTS = ("phase", "code", "signal", "reason")


@pytest.fixture
def here(tmp_path):
    return {"root": str(tmp_path / "target"), "python": sys.executable}


@pytest.fixture
def over_ssh(an_sshd):
    return {**an_sshd.options, "root": f"~/{uuid.uuid4().hex}"}


@pytest.fixture(scope="module")
def a_container(dockerd):
    container = dockerd.client.containers.run(dockerd.image, ["sleep", "infinity"], detach=True, init=True)
    yield container.id
    container.remove(force=True)


@pytest.fixture
def in_a_container(dockerd, a_container):
    return {"container": a_container, "engine": lambda: dockerd.url, "root": f"/home/{uuid.uuid4().hex}", "python": "python3"}


# The kind, and the fixture with options to open it.
TARGETS = {
    "local": ("local", "here"),
    "dummy": ("dummy", "here"),
    "ssh": ("ssh", "over_ssh"),
    "instance": ("instance", "in_a_container"),
}


@pytest.fixture(params=TARGETS)
def target(request):
    kind, options = TARGETS[request.param]
    return Target(kind, request.getfixturevalue(options))


class Target:
    """A target of one kind, and jobs that mean the same to all kinds: the dummy reads the variables, the others run the script."""

    def __init__(self, kind, options):
        self.kind, self.options = kind, options
        self.workdir, self.launcher = open_target(kind, options)

    def opened_again(self):
        """As another process of the studio, or the same one after a restart, sees it."""
        return open_target(self.kind, self.options)[1]

    def job(self, job_id="job", seconds=0.0, code=0, **variables):
        self.workdir.write(job_id, "code/train.py", b"import sys, time; time.sleep(%f); sys.exit(%d)" % (seconds, code))
        steering = {"DUMMY_SECONDS": str(seconds), "DUMMY_EXIT": str(code), **variables}
        return Job(job_id, ["python", "-S", "train.py"], variables=steering, grace=2)

    def end(self, handle):
        return until(lambda: (status := self.launcher.poll({"job": handle})["job"]).final and status)


def test_a_job_runs_and_its_exit_code_is_told(target):
    status = target.end(target.launcher.submit(target.job(code=3)))
    assert [getattr(status, fact) for fact in FACTS] == ["finished", 3, None, "exited"]
    assert status.started <= status.ended
    assert status.left_processes == 0


def test_submit_returns_while_the_job_still_runs(target):
    handle = target.launcher.submit(target.job(seconds=60))
    status = until(lambda: (found := target.launcher.poll({"job": handle})["job"]).phase == "running" and found)
    assert not status.final
    assert status.alive
    target.launcher.cancel(handle, force=True)
    target.end(handle)


def test_submitting_it_again_gives_the_same_handle_and_starts_nothing(target):
    job = target.job()
    handle = target.launcher.submit(job)
    assert target.launcher.submit(job) == handle
    status = target.end(handle)
    assert target.opened_again().submit(job) == handle
    assert target.end(handle) == status


def test_submitted_by_many_at_once_it_starts_once(target):
    job = target.job(seconds=0.2)
    with ThreadPoolExecutor(8) as pool:
        handles = list(pool.map(lambda _: target.opened_again().submit(job), range(8)))
    assert all(handle == handles[0] for handle in handles)
    assert target.end(handles[0]).code == 0


def test_a_handle_works_in_another_process_after_a_way_through_json(target):
    handle = Handle.from_dict(target.launcher.submit(target.job(code=5)).to_dict())
    target.end(handle)
    assert target.opened_again().poll({"x": handle})["x"].code == 5


def test_poll_answers_for_many_jobs_under_the_names_it_was_given(target):
    handles = {f"name-{code}": target.launcher.submit(target.job(f"job{code}", code=code)) for code in range(3)}
    for handle in handles.values():
        target.end(handle)
    assert {name: status.code for name, status in target.launcher.poll(handles).items()} == {"name-0": 0, "name-1": 1, "name-2": 2}
    assert target.launcher.poll({}) == {}


def test_a_final_status_never_changes(target):
    handle = target.launcher.submit(target.job(code=1))
    status = target.end(handle)
    target.launcher.cancel(handle, force=True)
    time.sleep(0.1)
    assert target.launcher.poll({"job": handle})["job"] == status


def test_cancel_ends_a_running_job_and_says_so(target):
    handle = target.launcher.submit(target.job(seconds=60))
    until(lambda: target.launcher.poll({"job": handle})["job"].phase == "running")
    target.launcher.cancel(handle, grace=2)
    target.launcher.cancel(handle, grace=2)  # again is harmless
    status = target.end(handle)
    assert (status.phase, status.reason, status.signal) == ("finished", "cancelled", 15)
    assert (status.ended_processes, status.left_processes) == (1, 0)


def test_cancel_right_after_submit_is_not_lost(target):
    handle = target.launcher.submit(target.job(seconds=60))
    target.launcher.cancel(handle, grace=2)
    assert target.end(handle).reason == "cancelled"


def test_a_handle_of_another_kind_is_refused(target):
    stranger = Handle("something-else", 1, {"job": "job"})
    with pytest.raises(ComputeError):
        target.launcher.poll({"job": stranger})
    with pytest.raises(ComputeError):
        target.launcher.cancel(stranger)


def test_a_probe_says_what_there_is(target):
    health = target.launcher.probe()
    assert health.cpus >= 1
    assert abs(health.time - time.time()) < 60
    assert Health.from_dict(health.to_dict()) == health


def test_what_a_job_asks_for_does_not_change_under_way(target):
    job = target.job()
    before = replace(job)
    target.end(target.launcher.submit(job))
    assert job == before
