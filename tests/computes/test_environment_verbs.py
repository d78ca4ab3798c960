"""What is built on a target: listed with its size and age, built anew beside the old, removed when nobody uses it."""

import os
import signal
import time

from tests.computes.machine import until
from tests.computes.packages import IMPORTS, PYTHON, a_slow_uv, a_wheel, events

WAITS = "import greeting, pathlib, time\nprint(greeting.version, flush=True)\nwhile not pathlib.Path('go').exists(): time.sleep(0.05)\n"
AGAIN = "import importlib\nprint(importlib.reload(greeting).version)\n"


def let_go(machine, job_id):
    (machine.folder(job_id) / "code" / "go").touch()
    return machine.end(job_id)


def listed(machine):
    return {each["key"]: each for each in machine.workdir.environments()}


def test_environments_are_listed_with_what_was_counted_when_they_were_built(machine, environment):
    began = time.time()
    machine.run(IMPORTS, argv=PYTHON, environment=environment())
    (found,) = machine.workdir.environments()
    assert (found["key"], found["kind"], found["packages"], found["ready"]) == ("key", "pip", 1, True)
    assert (found["building"], found["in_use"]) == (False, False)
    assert found["size"] > 1000 and 0 < found["seconds"] < 30
    assert began < found["built"] <= found["used"] < time.time()


def test_a_target_without_environments_has_none(machine):
    assert machine.workdir.environments() == []


def test_what_is_being_built_and_what_is_used_is_said(machine, environment, tmp_path):
    machine.start("", "slow", argv=PYTHON, environment=environment(key="slow", uv=a_slow_uv(tmp_path)))
    machine.start(WAITS, "long", argv=PYTHON, environment=environment(key="long"))
    machine.lines(job_id="long")
    until(lambda: b"for ever" in machine.read("setup.log", "slow"))
    found = listed(machine)
    assert (found["slow"]["building"], found["slow"]["ready"], found["slow"]["size"]) == (True, False, None)
    assert (found["long"]["building"], found["long"]["in_use"]) == (False, True)


def test_what_nobody_uses_can_be_removed(machine, environment):
    machine.run(IMPORTS, argv=PYTHON, environment=environment())
    assert machine.workdir.drop(["key", "never-built"]) == (["key"], {})
    assert machine.workdir.environments() == []
    assert os.listdir(machine.root / "environments") == []
    assert machine.run(IMPORTS, "again", argv=PYTHON, environment=environment()).code == 0


def test_what_is_built_or_used_stays_and_the_answer_says_why(machine, environment, tmp_path):
    machine.start("", "slow", argv=PYTHON, environment=environment(key="slow", uv=a_slow_uv(tmp_path)))
    machine.start(WAITS, "long", argv=PYTHON, environment=environment(key="long"))
    machine.lines(job_id="long")
    until(lambda: b"for ever" in machine.read("setup.log", "slow"))
    removed, refused = machine.workdir.drop(["slow", "long"])
    assert removed == []
    assert refused["slow"] == "Environment slow is being built at this moment: wait until it is ready, or cancel that run."
    assert refused["long"] == "A run uses environment long at this moment: wait until it has ended, or cancel it."
    let_go(machine, "long")
    assert machine.workdir.drop(["long"]) == (["long"], {})


def test_a_process_that_outlives_its_killed_runner_still_uses_its_environment(machine, environment):
    machine.start(WAITS, argv=PYTHON, environment=environment())
    machine.lines()
    os.kill(machine.facts("runner")["pid"], signal.SIGKILL)
    until(lambda: machine.status().phase == "lost")
    assert machine.workdir.drop(["key"])[0] == []
    machine.cancel(force=True)
    assert machine.workdir.drop(["key"])[0] == ["key"]


def test_a_rebuild_takes_the_place_of_the_old_and_breaks_no_job_that_runs_in_it(machine, environment, wheels):
    machine.start(WAITS + AGAIN, "old", argv=PYTHON, environment=environment())
    machine.lines(job_id="old")
    a_wheel(wheels, "greeting", "2.0")
    assert machine.run("", "rebuild", argv=[], environment=environment(rebuild="monday")).code == 0
    assert machine.run(IMPORTS, "new", argv=PYTHON, environment=environment()).code == 0
    assert machine.lines(job_id="new") == [f"2.0 {machine.root / 'environments/key/2/venv'}"]
    assert let_go(machine, "old").code == 0
    assert machine.lines(job_id="old", count=2) == ["1.0", "1.0"]
    machine.workdir.environments()
    assert {path.name for path in (machine.root / "environments" / "key").iterdir()} == {"2", "lock", "ready"}


def test_the_same_rebuild_is_done_once(machine, environment):
    for job_id in ("one", "two"):
        machine.run("", job_id, argv=[], environment=environment(rebuild="monday"))
    assert [events(machine, job_id)["environment"]["reused"] for job_id in ("one", "two")] == [False, True]


def test_a_rebuild_that_fails_leaves_the_old_one_ready(machine, environment, wheels):
    machine.run(IMPORTS, argv=PYTHON, environment=environment())
    (wheels / "greeting-1.0-py3-none-any.whl").unlink()
    status = machine.run("", "rebuild", argv=[], environment=environment(rebuild="monday"))
    assert (status.reason, events(machine, "rebuild")["finished"]["key"]) == ("environment failed", "key")
    assert machine.run(IMPORTS, "next", argv=PYTHON, environment=environment()).code == 0
    assert machine.lines(job_id="next") == [f"1.0 {machine.root / 'environments/key/1/venv'}"]


def test_a_build_by_hand_has_no_command_and_ends_with_code_0(machine, environment):
    status = machine.run("", argv=[], environment=environment())
    assert (status.phase, status.reason, status.code) == ("finished", "exited", 0)
    assert [event["event"] for event in machine.events()] == ["preparing", "building", "environment", "finished"]


def test_an_environment_whose_interpreter_has_gone_is_built_anew(machine, environment):
    machine.run(IMPORTS, "one", argv=PYTHON, environment=environment())
    (machine.root / "environments/key/1/venv/bin/python").unlink()
    assert machine.run(IMPORTS, "two", argv=PYTHON, environment=environment()).code == 0
    assert not events(machine, "two")["environment"]["reused"]


def test_agents_of_other_versions_go_when_no_job_uses_them(machine):
    def an_agent(name, age=2 * 86400, used=True):
        agent = machine.root / "agent" / name
        agent.mkdir(parents=True)
        if used:
            (agent / "use").touch()
        os.utime(agent, (time.time() - age, time.time() - age))
        return agent

    an_agent("old"), an_agent("young", age=60), an_agent("never", used=False)
    machine.run("print()", "job")
    machine.workdir.remove(["job"], "code")
    agents = {agent.name for agent in (machine.root / "agent").iterdir()}
    assert len(agents) == 3 and agents > {"young", "never"}  # and the one that answers


def test_an_agent_that_a_job_was_started_by_stays_while_the_job_runs(machine):
    from computes.agent import locks

    held = machine.root / "agent" / "held"
    held.mkdir(parents=True)
    lock = locks.share(str(held / "use"))
    os.utime(held, (0, 0))
    machine.run("print()", "one")
    machine.workdir.remove(["one"], "code")
    assert held.exists()
    os.close(lock)
    machine.workdir.remove(["one"], "code")
    assert not held.exists()
