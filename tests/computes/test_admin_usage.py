"""What our folders take on a target, and giving it back: never what a run or a build uses. A real agent, real locks."""

import os
import subprocess
from pathlib import Path

import pytest

from computes.agent import agents, locks
from computes.agent.environments.home import Home
from computes.agent.weighing import Weight
from computes.agent_zip import agent_zip
from computes.errors import ComputeError
from tests.computes.machine import until

ALL = ["code", "outputs", "environments", "repository", "agents"]
WAITS = "import os, time\nwhile not os.path.exists('../go'): time.sleep(0.05)"


def du(*paths) -> int:
    done = subprocess.run(["du", "-sc", "-B1", *map(str, paths)], capture_output=True, text=True)
    return int(done.stdout.splitlines()[-1].split()[0])


def reclaim(machine, what=ALL, dry=False, jobs=("job",)) -> dict:
    return machine.workdir.call("reclaim", {"what": what, "dry": dry, "jobs": list(jobs)})


def an_environment(machine, key="key") -> Home:
    """Built, as far as files go."""
    home = Home(str(machine.root), key)
    lock = home.lock()
    build = Path(home(home.begin("job")))
    (build / "lib").write_bytes(b"x" * 300_000)
    home.finish("1", {"python": "lib"})
    os.close(lock)
    return home


@pytest.fixture
def used(machine):
    """A target on which a job ran, with an environment, a repository and an agent of long ago."""
    machine.run("open('../outputs/model.bin', 'wb').write(b'w' * 200_000)")
    (machine.folder() / "data").mkdir()
    (machine.folder() / "data" / "set.bin").write_bytes(b"d" * 100_000)
    an_environment(machine)
    (machine.root / "repository.git").mkdir()
    (machine.root / "repository.git" / "pack").write_bytes(b"p" * 50_000)
    old = machine.root / "agent" / "0123456789abcdef"
    old.mkdir()
    (old / "__main__.py").write_bytes(b"#" * 20_000)
    os.utime(old, (1, 1))
    return machine


def test_usage_tells_what_each_part_takes(used):
    answer = used.workdir.call("usage")
    taken = answer["bytes"]
    assert taken["environments"] == du(used.root / "environments")
    assert taken["repository"] == du(*used.root.glob("repository*"))
    assert taken["agents"] == du(used.root / "agent")
    assert taken["code"] == du(used.folder() / "code", used.folder() / "data")
    assert 200_000 < taken["outputs"] < 300_000
    assert answer["jobs"] == ["job"]
    assert {each["hash"]: each["own"] for each in answer["agents"]} == {agent_zip().hash: True, "0123456789abcdef": False}


def test_a_fresh_target_takes_nothing_but_its_agent(machine):
    taken = machine.workdir.call("usage")["bytes"]
    assert taken.pop("agents") > 0
    assert set(taken.values()) == {0}


def test_a_dry_run_foretells_what_goes_and_removes_nothing(used):
    reclaim(used, dry=True)  # the agent's own files are compiled when they are used first
    before = du(used.root)
    foretold = reclaim(used, dry=True)
    assert du(used.root) == before
    assert reclaim(used) == foretold
    assert before - du(used.root) == sum(part["bytes"] for part in foretold.values())
    assert {name: part["count"] for name, part in foretold.items()} == dict.fromkeys(ALL, 1)
    left = {path.name for path in used.folder().iterdir()}
    assert not {"code", "data", "outputs", "rank-0.log"} & left
    assert used.status().phase == "finished", "what became of the job is still known"
    assert not used.workdir.call("start", {"job": {"id": "job", "argv": ["x"]}})["started"], "nor is it started again"


def test_a_job_at_work_keeps_its_code_and_its_outputs(machine):
    machine.start(WAITS)
    answer = reclaim(machine, ["code", "outputs"])
    assert [(part["count"], part["kept"][0]["name"]) for part in answer.values()] == [(0, "job"), (0, "job")]
    assert (machine.folder() / "code" / "train.py").exists()
    (machine.folder() / "go").touch()
    assert machine.end().code == 0


def test_only_the_jobs_that_were_named_are_touched(used):
    """Another studio's may lie beside them."""
    used.run("pass", job_id="theirs")
    reclaim(used, ["code", "outputs"])
    assert (used.folder("theirs") / "code" / "train.py").exists()


def test_an_environment_that_is_used_or_built_stays(used):
    home = Home(str(used.root), "key")
    use = locks.share(home("1", "use"))
    assert reclaim(used, ["environments"])["environments"]["kept"] == [{"name": "key", "why": "a run uses it"}]
    os.close(use)
    building = home.lock()
    home.begin("job")
    assert reclaim(used, ["environments"])["environments"]["kept"] == [{"name": "key", "why": "it is being built"}]
    os.close(building)
    assert reclaim(used, ["environments"])["environments"]["count"] == 1
    assert not Path(home.path).exists()


def test_what_has_another_name_elsewhere_gives_nothing_back(used, tmp_path):
    os.link(used.root / "environments" / "key" / "1" / "lib", tmp_path / "in-the-cache")
    assert reclaim(used, ["environments"], dry=True)["environments"]["bytes"] < 100_000
    assert Weight([str(used.root / "environments")]).taken > 300_000


def test_the_repository_stays_while_code_is_checked_out(used):
    use = locks.share(str(used.root / "repository.use"))
    assert reclaim(used, ["repository"])["repository"]["count"] == 0
    os.close(use)
    assert reclaim(used, ["repository"])["repository"]["count"] == 1


def test_an_agent_that_somebody_uses_stays(used):
    old = used.root / "agent" / "0123456789abcdef"
    use = locks.share(str(old / "use"))
    os.utime(old, (1, 1))
    assert reclaim(used, ["agents"])["agents"]["kept"][0]["name"] == old.name
    os.close(use)
    os.utime(old)
    assert reclaim(used, ["agents"])["agents"]["count"] == 0, "put there a moment ago, by another studio"
    os.utime(old, (1, 1))
    assert reclaim(used, ["agents"])["agents"]["count"] == 1
    assert used.status().phase == "finished", "the agent that was asked is still there"
    assert agents.LATELY < agents.QUIET


def test_what_nobody_knows_is_refused(used):
    with pytest.raises(ComputeError, match="cannot clean up homes"):
        reclaim(used, ["homes"])


def test_a_purge_leaves_the_machine_as_it_was_found(used):
    answer = used.workdir.call("purge", {"jobs": ["job"]})
    assert answer["left"] == []
    assert answer["bytes"] > 600_000
    assert not used.root.exists()
    used.handles.clear()


def test_a_purge_leaves_what_is_not_ours(used):
    (used.root / "thesis.tex").write_text("mine")
    assert used.workdir.call("purge", {"jobs": ["job"]})["left"] == ["thesis.tex"]
    assert [path.name for path in used.root.iterdir()] == ["thesis.tex"]
    used.handles.clear()


def test_a_purge_leaves_files_of_others_below_names_like_ours(used):
    """The folder of a target may be one that was there before, such as /data."""
    others = ["environments/mine/bin/python", "images/cat.jpg", "tools/hammer", "agent/007", "jobs/list.txt", "dummy/doll"]
    for name in others:
        (used.root / name).parent.mkdir(parents=True, exist_ok=True)
        (used.root / name).write_text("mine")
    assert reclaim(used, ["environments"])["environments"]["count"] == 1
    assert used.workdir.call("purge", {"jobs": ["job"]})["left"] == sorted({name.partition("/")[0] for name in others})
    assert sorted(str(path.relative_to(used.root)) for path in used.root.rglob("*") if path.is_file()) == sorted(others)
    used.handles.clear()


def test_a_purge_that_was_killed_is_done_to_its_end(used):
    (used.root / "repository.git").rename(used.root / ".removed-repository.git-4711")
    (used.root / "environments").rename(used.root / ".removed-environments-4711")
    assert used.workdir.call("purge", {"jobs": ["job"]})["left"] == []
    used.handles.clear()


def test_a_purge_is_refused_beside_another_studio(used):
    with pytest.raises(ComputeError, match="another studio or target uses it too"):
        used.workdir.call("purge", {"jobs": []})
    assert used.folder().exists()


def test_a_purge_is_refused_while_a_job_is_at_work(machine):
    machine.start(WAITS)
    with pytest.raises(ComputeError, match="still at work"):
        machine.workdir.call("purge", {"jobs": ["job"]})
    (machine.folder() / "go").touch()
    until(lambda: machine.status().final)
