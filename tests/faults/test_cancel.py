"""Cancel in every state, and in every race: the run ends once, and none of its processes is left."""

import time
from pathlib import Path

from studio.serve import identity
from tests.faults.conftest import SLOTS
from tests.faults.slow_build import slow_build
from tests.faults.steady import steady

# Ignores SIGTERM, and so do two daemons that it left behind: nobody's children, in sessions of their own, with nothing of its environment.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)

def note():
    with open(sys.argv[1], "a") as pids:
        pids.write(f"{os.getpid()}\\n")

for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.closerange(0, 100)
            note()
            os.execve(sys.executable, [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(600)"], {})
        os._exit(0)
    os.wait()
note()
while True:
    time.sleep(1)
"""
QUICK = """
import os, time
print("ready")
while not os.path.exists(os.environ["GATE"]):
    time.sleep(0.001)
print("done")
"""


def test_while_queued(desk, tmp_path):
    desk.slots(1)
    try:
        ahead = steady(desk, tmp_path)
        waiting = desk.submit("print(1)")
        desk.until(waiting, "Queued")
        assert desk.cancel(waiting)
        facts = desk.until(waiting, "Canceled")
        assert facts["reason"] == "It had not started: no process was running."
        assert (facts["processes_ended"], facts["processes_left"], facts["handle"]) == (0, 0, None)
        assert not desk.cancel(waiting), "it is over"
        ahead.open()
        ahead.completed()
    finally:
        desk.slots(SLOTS)


def test_while_preparing(desk, tmp_path):
    build = slow_build(tmp_path)
    key = desk.submit("print('never')", environment=build.environment)
    desk.until_told(lambda: build.builds, lambda: desk.trouble(key))
    assert desk.cancel(key)
    facts = desk.until(key, "Canceled")
    assert facts["processes_ended"] >= 1 and facts["processes_left"] == 0
    assert facts["reason"].endswith("ended, none is left.")
    assert not users_of(build.folder) and desk.log(key) == b""


def test_while_running_with_daemons_that_ignore_every_request(desk, browser, tmp_path):
    pids = tmp_path / "pids"
    key = desk.submit(STUBBORN, arguments=[str(pids)])
    desk.until_told(lambda: pids.exists() and pids.read_text().count("\n") == 3, lambda: desk.trouble(key))
    started = [int(pid) for pid in pids.read_text().split()]
    assert all(map(identity.started, started))
    assert browser.get(f"/runs/{key}/cancellation/").status_code == 200
    answer = browser.post(f"/runs/{key}/cancellation/", data={"csrfmiddlewaretoken": browser.cookies["trainshed_csrf"]})
    assert answer.status_code == 200
    facts = desk.until(key, "Canceled")
    assert not any(map(identity.started, started))
    assert facts["processes_ended"] == 3 and facts["processes_left"] == 0
    assert "3 processes were ended, none is left." in browser.get(f"/runs/{key}/").text


def test_racing_the_end_of_the_script(desk, tmp_path):
    delays = [0, 0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3]
    gates = [tmp_path / f"gate{number}" for number in range(len(delays))]
    keys = [desk.submit(QUICK, variables={"GATE": str(gate)}) for gate in gates]
    for key in keys:
        desk.until(key, "Running")
    asked = [race(desk, *each) for each in zip(keys, gates, delays, strict=True)]
    for key, taken, facts in zip(keys, asked, desk.ended(keys), strict=True):
        assert facts["state"] in ("Completed", "Canceled") if taken else facts["state"] == "Completed"
        told = [event["after"] for event in desk.story(key)]
        assert sum(state in ("Completed", "Canceled", "Failed") for state in told) == 1
        assert desk.log(key) == b"ready\ndone\n" or facts["state"] == "Canceled"
        assert facts["processes_left"] == 0 and not users_of(desk.folder(key))


def test_cancelled_again_and_again_by_many(desk, tmp_path):
    run = steady(desk, tmp_path)
    desk.until(run.key, "Running")
    assert [desk.cancel(run.key) for _ in range(5)] == [True, False, False, False, False]
    desk.until(run.key, "Canceled")


def race(desk, key: str, gate: Path, delay: float) -> bool:
    gate.touch()
    time.sleep(delay)
    return desk.cancel(key)


def users_of(folder: Path) -> list[int]:
    """Processes that work in this folder or name it in their command."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            home = (process / "cwd").readlink()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if str(folder).encode() in command or home.is_relative_to(folder):
            found.append(int(process.name))
    return found
