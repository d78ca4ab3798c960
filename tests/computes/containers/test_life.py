"""The life of a job's container: what its script finds, its limits, its end, and what is left when somebody is killed."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.computes.machine import all_gone, until

FOREVER = "import time\nprint('on', flush=True)\ntime.sleep(600)"
SEVERAL = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True, env={})
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_script_finds_what_it_finds_on_the_machine_itself(dock):
    script = """
import os, trainshed
from azureml.core import Run
run = Run.get_context()
run.log("loss", 0.5)
trainshed.log("accuracy", 0.9)
os.makedirs("outputs", exist_ok=True)
open("outputs/model.txt", "w").write("weights")
open(os.path.expanduser("~/cache.txt"), "w").write("home")
print(run.id, os.getcwd(), os.environ["COLOUR"], os.environ["TRAINSHED_RUN_ID"])
"""
    facts = {"id": "digits_1", "workspace": {"name": "w", "slug": "w"}, "experiment": "digits"}
    status = dock.run(script, variables={"COLOUR": "blue"}, run=facts)
    assert status.code == 0, dock.read("rank-0.log").decode()
    assert dock.lines() == [f"digits_1 {dock.folder()}/code blue job"]
    assert {json.loads(line).get("n") for line in dock.read("metrics.jsonl").splitlines()} == {"loss", "accuracy"}
    assert (dock.folder() / "outputs/model.txt").read_text() == "weights"


def test_every_line_comes_in_order_also_when_they_are_many(dock):
    script = "import sys\nfor n in range(60_000):\n    print(n, file=(sys.stdout, sys.stderr)[n % 2], flush=n % 2 == 0)"
    assert dock.run(script).code == 0
    numbers = [int(line) for line in dock.read("rank-0.log").split()]
    assert numbers == list(range(60_000))


def test_who_needs_more_memory_than_allowed_is_told_so(dock):
    status = dock.run("x = bytearray(10**9)\nprint(len(x))", container={"memory": 64 * 2**20})
    assert (status.code, status.signal, status.reason) == (None, signal.SIGKILL, "exited")
    assert status.detail == "It needed more memory than its container's limit of 64 MB, and the kernel ended a process of it."


def test_processes_beyond_the_limit_cannot_be_started(dock):
    script = "import subprocess\nfor _ in range(50):\n    subprocess.Popen(['sleep', '60'])"
    assert dock.run(script, container={"pids": 20}).code == 1
    assert "Resource temporarily unavailable" in dock.read("rank-0.log").decode()


def test_the_limits_reach_the_engine(dock):
    dock.start(FOREVER, container={"memory": 256 * 2**20, "cpus": 0.5, "pids": 77, "shm": 32 * 2**20})
    dock.lines()
    (container,) = dock.left()
    told = container.attrs["HostConfig"]
    assert (told["Memory"], told["MemorySwap"], told["NanoCpus"]) == (256 * 2**20, 256 * 2**20, 500_000_000)
    assert (told["PidsLimit"], told["ShmSize"]) == (77, 32 * 2**20)
    assert (told["SecurityOpt"], told["Privileged"], told["NetworkMode"], told["Init"]) == (["no-new-privileges"], False, "bridge", True)


def test_nothing_of_a_job_is_told_by_its_container_but_who_it_is(dock):
    dock.start(FOREVER, secrets={"registries": {"docker.io": {"username": "ada", "password": "hunter2"}}})
    dock.lines()
    (container,) = dock.left()
    mine = {name: value for name, value in container.labels.items() if name.startswith("trainshed.")}
    assert mine == {"trainshed.job": "job", "trainshed.root": str(dock.root), "trainshed.studio": "tests"}
    assert "hunter2" not in json.dumps(container.attrs)


def test_a_cancel_ends_every_process_and_the_container_is_gone(dock):
    dock.start(SEVERAL)
    dock.lines()
    (container,) = dock.left()
    pids = [int(row[1]) for row in container.top()["Processes"]]
    assert len(pids) == 3  # the script, its child without a marker, and who reaps them
    dock.cancel(grace=5)
    status = dock.end()
    assert (status.reason, status.signal, status.ended_processes, status.left_processes) == ("cancelled", signal.SIGTERM, 2, 0)
    assert all_gone(pids)
    assert not dock.left()


def test_a_script_may_save_its_work_when_it_is_asked_to_end(dock):
    script = """
import signal, sys, time
def save(number, frame):
    open("outputs/saved", "a").write("once")
    sys.exit(0)
signal.signal(signal.SIGTERM, save)
print("on", flush=True)
time.sleep(600)
"""
    dock.start(script)
    dock.lines()
    dock.cancel(grace=20)
    assert (dock.end().reason, dock.status().code) == ("cancelled", 0)
    assert (dock.folder() / "outputs/saved").read_text() == "once"


def test_a_time_limit_ends_it(dock):
    status = dock.run(FOREVER, max_seconds=1, grace=1)
    assert (status.reason, status.left_processes) == ("time limit", 0)


def test_when_its_runner_is_killed_the_container_goes_on_until_somebody_ends_it(dock):
    dock.start(SEVERAL)
    dock.lines()
    (container,) = dock.left()
    pids = [int(row[1]) for row in container.top()["Processes"]]
    os.kill(dock.facts("runner")["pid"], signal.SIGKILL)
    status = until(lambda: (found := dock.status()).phase == "lost" and found)
    assert (status.reason, status.left_processes) == ("agent killed", 2)
    assert dock.left()[0].status == "running"
    dock.cancel(grace=2)
    assert (dock.status().ended_processes, dock.status().left_processes) == (2, 0)
    assert all_gone(pids)
    assert not dock.left()


def test_two_studios_on_one_engine_leave_each_other_alone(dock, tmp_path, dockerd):
    other = type(dock)(tmp_path / "other", dockerd)
    for machine in (dock, other):
        machine.start(FOREVER)
        machine.lines()
        os.kill(machine.facts("runner")["pid"], signal.SIGKILL)
    dock.cancel(force=True)
    assert not dock.left()
    assert [each.status for each in other.left()] == ["running"]
    other.close()


def test_a_command_that_the_image_has_not_is_told_in_the_log(dock):
    assert dock.run("", argv=["no-such-program"]).code == 127
    assert "no-such-program: not found" in dock.read("rank-0.log").decode()


def test_what_lies_outside_of_the_folder_is_there_only_where_it_is_named_as_data(dock, tmp_path):
    (tmp_path / "named").mkdir()
    (tmp_path / "named/words.txt").write_text("here")
    (tmp_path / "hidden.txt").write_text("not here")
    place = {"kind": "folder", "path": f"{tmp_path}/named", "root": f"{tmp_path}/named"}
    data = {"inputs": [{"name": "words", "mode": "mount", "place": place, "words": ["$WORDS"]}]}
    script = f"import os, sys\nprint(open(sys.argv[1] + '/words.txt').read(), os.path.exists('{tmp_path}/hidden.txt'))"
    assert dock.run(script, argv=["python", "train.py", "$WORDS"], data=data).code == 0, dock.read("rank-0.log").decode()
    assert dock.lines() == ["here False"]


@pytest.fixture
def somebody():
    """The account of a plain user of this machine, for the time of a test."""
    name = f"trainshed-{os.getpid()}"
    subprocess.run(["useradd", "--no-create-home", "--shell", "/bin/sh", name], check=True)
    uid = int(subprocess.check_output(["id", "-u", name]))
    yield uid
    subprocess.run(["userdel", name], check=True)


def test_a_plain_users_run_is_that_users_in_the_container_and_outside(dockerd, somebody, tmp_path):
    from computes.agent_zip import agent_zip  # unpacked as a push would, where that user may read it

    root = f"/tmp/trainshed-of-{somebody}"
    subprocess.run([sys.executable, "-c", UNPACK, root, agent_zip().hash, str(somebody)], input=agent_zip().content, check=True)
    os.chown(dockerd.socket, somebody, -1)
    os.chmod(dockerd.folder, 0o711)
    job = {
        "id": "job",
        "argv": ["/bin/sh", "-c", "id -u; touch mine ../outputs/mine ~/mine"],
        "environment": {"kind": "interpreter", "python": None},
        "container": {"image": dockerd.image, "socket": dockerd.socket, "studio": "tests"},
    }
    try:
        _as_user(somebody, root, "start", {"job": job})
        until(lambda: _as_user(somebody, root, "poll", {"jobs": ["job"]})["job"]["phase"] == "finished")
        with open(f"{root}/jobs/job/rank-0.log") as log:
            assert log.read() == f"{somebody}\n"
        owners = {os.lstat(os.path.join(folder, name)).st_uid for folder, _, names in os.walk(f"{root}/jobs") for name in ("", *names)}
        assert owners == {somebody}
        assert os.path.exists(f"{root}/jobs/job/outputs/mine")
    finally:
        os.chown(dockerd.socket, 0, -1)
        subprocess.run(["rm", "-rf", root], check=True)


def test_whom_the_engine_does_not_let_in_is_told_so(dockerd, somebody):
    from computes.agent_zip import agent_zip

    root = f"/tmp/trainshed-of-{somebody}"
    subprocess.run([sys.executable, "-c", UNPACK, root, agent_zip().hash, str(somebody)], input=agent_zip().content, check=True)
    os.chmod(dockerd.folder, 0o711)
    container = {"image": dockerd.image, "socket": dockerd.socket, "studio": "tests"}
    job = {"id": "job", "argv": ["true"], "environment": {"kind": "interpreter", "python": None}, "container": container}
    try:
        _as_user(somebody, root, "start", {"job": job})
        found = until(lambda: (told := _as_user(somebody, root, "poll", {"jobs": ["job"]})["job"])["phase"] == "finished" and told)
        assert f"trainshed-{os.getpid()} may not use the container engine of this target" in found["detail"]
        assert "usermod -aG" in found["detail"]
    finally:
        subprocess.run(["rm", "-rf", root], check=True)


def _as_user(uid: int, root: str, verb: str, ask: dict) -> dict:
    from computes.agent_zip import agent_zip

    program = f"{root}/agent/{agent_zip().hash}/__main__.py"
    words = ["setpriv", "--reuid", str(uid), "--regid", str(uid), "--clear-groups", "/usr/bin/python3", "-I", "-S", program, verb]
    question = json.dumps({"root": root, **ask}).encode() + b"\n"
    return json.loads(subprocess.run(words, input=question, capture_output=True, check=True, env={"PATH": os.defpath}).stdout)


UNPACK = """
import io, os, sys, zipfile
root, name, uid = sys.argv[1:]
zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).extractall(os.path.join(root, "agent", name))
for folder, folders, names in os.walk(root):
    for each in ("", *names):
        os.chown(os.path.join(folder, each), int(uid), int(uid))
"""


def test_a_probe_tells_of_the_engine(dockerd, tmp_path):
    from computes.kinds import open_target

    options = {"root": str(tmp_path), "python": sys.executable}
    told = open_target("docker", {**options, "docker_socket": dockerd.socket})[1].probe().docker
    assert told == {
        "version": dockerd.client.version()["Version"],
        "socket": dockerd.socket,
        "limits": True,
        "gpus": False,
        "rootless": False,
    }
    assert open_target("docker", {**options, "docker_socket": "/nothing.sock"})[1].probe().docker is None


def test_what_its_processes_use_is_sampled(dock):
    dock.start("x = bytearray(30_000_000)\nimport time\ntime.sleep(600)", sample_every=0.1)
    until(lambda: any(json.loads(line)["memory"] > 30_000_000 for line in dock.read("system.jsonl").splitlines()))
