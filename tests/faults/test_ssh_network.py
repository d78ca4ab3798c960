"""Machines across a network that fails: unreachable is not failed.

One machine is cut off from the first test to the last, for longer than every time-out; the others are treated badly meanwhile."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.machines import Machine
from tests.faults.steady import Steady
from tests.machines.hosts import hosts

pytestmark = pytest.mark.timeout(400)  # the first of them starts a whole studio, on a machine that may have much else to do
# The longest: 10 s to connect, 20 s until keepalives give a connection up.
LONGER_THAN_ALL = 35
ENDS = "import os, sys, time\nwhile not os.path.exists({gate!r}):\n    time.sleep(0.02)\nprint('the end' * 1000)\nsys.exit({code})\n"


@dataclass
class Outage:
    far: Machine
    goes_on: Steady
    completes: Steady
    fails: str  # the key of a run that exits with code 7
    began: float
    clock: str


@pytest.fixture(scope="module")
def outage(desk) -> Iterator[Outage]:
    """A machine that packets do not reach any more, and the runs on it: one goes on throughout, two end unseen."""
    with hosts(1) as (host,):
        far = Machine(desk, "far", host).add()
        goes_on, completes, gate = far.steady(), far.steady(), host.home / "gate"
        fails = far.submit(ENDS.format(gate=str(gate), code=7))
        for key in (goes_on.key, completes.key, fails):
            desk.until(key, "Running")
        host.cut()
        outage = Outage(far, goes_on, completes, fails, time.monotonic(), time.strftime("%H:%M", time.gmtime()))
        completes.open()
        gate.touch()
        yield outage
        host.heal()
        desk.set_target("far", mode="retired")


def test_a_run_outlives_the_server_and_every_connection_to_it(desk, machines, outage):
    machine = machines[1]
    run = machine.steady()
    desk.until(run.key, "Running")
    machine.host.stop()
    machine.host.hang_up()
    facts = desk.until(run.key, "NotResponding")
    assert "last seen running." in facts["reason"] and f"{machine.host.address} refuses connections" in facts["reason"]
    machine.host.start()
    assert desk.until(run.key, "Running")["reason"] == ""
    run.open()
    run.completed()
    assert machine.facts["unreachable"] is None


def test_a_log_is_whole_though_its_connection_is_lost_again_and_again(desk, machines, outage):
    machine = machines[1]
    run = machine.steady()
    desk.until(run.key, "Running")
    for _ in range(4):
        known = stored(desk, run)
        machine.host.hang_up()
        desk.until_told(lambda known=known: stored(desk, run) > known + 500, lambda: desk.trouble(run.key))
    run.open()
    run.completed()


@pytest.mark.parametrize("verb", ["checkout", "fetch"])
def test_a_transfer_that_loses_its_connection_is_begun_again(desk, machines, outage, verb):
    """The agent that takes the code in, or hands the outputs over, is stopped in its midst until the connection is gone."""
    machine = machines[2]
    run = machine.steady(files=40, file_bytes=200_000, open=True, max_seconds={"checkout": 3600, "fetch": 3601}[verb])
    pid = desk.until_told(lambda: process_of(machine, verb), lambda: desk.trouble(run.key))
    os.kill(pid, signal.SIGSTOP)
    machine.host.hang_up()
    os.kill(pid, signal.SIGCONT)
    run.completed()


def test_runs_are_followed_again_soon_after_the_worker_was_killed(studio, desk, machines, outage):
    runs = [machine.steady() for machine in machines]
    for run in runs:
        desk.until(run.key, "Running")
    before = studio.pid("worker")
    studio.kill("worker")
    killed = time.monotonic()
    known = {run.key: stored(desk, run) for run in runs}
    for run in runs:
        desk.until_told(lambda run=run: stored(desk, run) > known[run.key], lambda run=run: desk.trouble(run.key))
    print(f"followed again after {time.monotonic() - killed:.1f} s")
    studio.until(lambda: studio.pid("worker") not in (0, before), "the worker is back")
    for run in runs:
        run.open()
    for run in runs:
        run.completed()


def test_a_changed_host_key_stops_everything_until_somebody_trusts_it(desk, machines, outage, browser):
    machine = machines[1]
    run = machine.steady()
    desk.until(run.key, "Running")
    pinned = machine.facts["host_key"]
    machine.host.change_host_key()
    machine.host.hang_up()
    facts = desk.until(run.key, "NotResponding")
    found = desk.until_told(lambda: (found := machine.facts)["other_host_key"] and found, lambda: machine.facts)
    assert (found["other_host_key"], found["host_key"]) == (machine.host.host_key, pinned)
    assert [act[0] for act in found["acts"]] == ["alarm"]
    desk.until_told(lambda: "Nothing is sent there until" in desk.look(run.key)["reason"], lambda: desk.look(run.key))
    assert "host key" in browser.get(f"/runs/{run.key}/").text

    log = machine.host.folder / "log"
    said = log.read_text()
    time.sleep(4)  # longer than a look, the clock's round and a retry
    assert log.read_text() == said, "not even a connection was made"

    desk.set_target(machine.name, host_key=machine.host.host_key, other_host_key="")
    desk.until(run.key, "Running")
    run.open()
    run.completed()
    assert facts["reason"].startswith("Not reached since ")


def test_a_restarted_machine_ends_its_runs_for_that_reason_and_they_are_submitted_again(desk, machines, outage):
    machine = machines[2]
    desk.set_target(machine.name, retries=1)
    lost, gate = machine.steady(), machine.host.home / "unseen"
    unseen = machine.submit(ENDS.format(gate=str(gate), code=5))
    for key in (lost.key, unseen):
        desk.until(key, "Running")
    # One ends before the restart, without anybody seeing it: what it said of itself counts.
    machine.host.cut()
    gate.touch()
    desk.until_told((machine.folder(unseen) / "exit-0").exists, lambda: "the run ends unseen")
    machine.host.power_off()
    machine.host.heal()
    machine.host.start()
    facts = desk.until(lost.key, "Failed")
    again = facts["again"]
    assert facts["reason"].startswith("three was restarted while this ran. It was submitted again by itself as ")
    assert facts["reason"].endswith("(attempt 2 of 2).")
    assert (facts["exit_code"], facts["signal"], facts["processes_left"]) == (None, None, 0)
    assert desk.log(lost.key) == (machine.folder(lost.key) / "rank-0.log").read_bytes() != b""
    other = desk.until(unseen, "Failed")
    assert (other["exit_code"], other["again"]) == (5, None)
    assert other["reason"].startswith("Exited with code 5.")

    desk.until(again, "Running")
    lost.open()
    assert desk.until(again, "Completed")["attempt"] == 2
    assert lost.witness.read_text().splitlines()[:2] == ["began", "began"]
    desk.set_target(machine.name, retries=0)


def test_an_outage_longer_than_every_time_out_costs_no_run_and_no_byte(desk, outage, browser, api):
    time.sleep(max(0, outage.began + LONGER_THAN_ALL - time.monotonic()))
    for key in (outage.goes_on.key, outage.completes.key, outage.fails):
        facts = desk.until(key, "NotResponding")
        assert facts["last_seen"] == "Running"
        assert facts["reason"].startswith("Not reached since ") and "last seen running." in facts["reason"]
        assert facts["reason"].endswith("The run goes on there, and is followed again once far answers.")
    sentence = facts["reason"].partition(". ")[0]
    for page in (f"/runs/{key}/", f"/runs/{key}/header/", "/runs/"):
        assert sentence in browser.get(page).text
    told = api.get(f"/runs/{key}").json()
    assert (told["state"], told["last_seen"]) == ("NotResponding", "Running") and told["reason"].startswith(sentence)

    outage.far.host.heal()
    outage.completes.completed()
    facts = desk.until(outage.fails, "Failed")
    assert (facts["exit_code"], facts["reason"]) == (7, "Exited with code 7. The end of the log usually says why.")
    assert desk.log(outage.fails) == b"the end" * 1000 + b"\n"
    assert facts["ended"] < facts["since"] - LONGER_THAN_ALL + 10, "it ended when it ended, not when that was learned"
    outage.goes_on.open()
    outage.goes_on.completed()
    assert [event["text"] for event in desk.story(outage.goes_on.key)].count("The target answers again.") == 1


def stored(desk, run: Steady) -> int:
    """Bytes of its log that the studio has."""
    return desk.look(run.key)["offsets"].get("rank-0.log", 0)


def process_of(machine: Machine, verb: str) -> int | None:
    """The agent's process that carries this verb out on the machine."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if words[-2:] == [verb.encode(), b""] and any(str(machine.host.root).encode() in word for word in words) and words[0] != b"sh":
            return int(process.name)
    return None
