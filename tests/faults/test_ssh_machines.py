"""Machines that are odd: clocks an hour off, full disks, an old Python and no git, somebody else's studio in the same folder; and many at once."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.desk import Desk
from tests.faults.machines import Machine
from tests.faults.steady import steady
from tests.live import LiveStudio
from tests.machines.disk import disk
from tests.machines.sshd import sshd

pytestmark = pytest.mark.timeout(400)  # some start a whole studio, on a machine that may have much else to do
FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
PYTHON_38 = next(iter(sorted(Path.home().glob(".pyenv/versions/3.8.*"))), None)
HOUR = 3600
# Prints more than the studio has room for, and leaves more outputs too.
LOUD = """
import os, sys
for n in range(20_000):
    print(f"line {n} " + "x" * 90)
with open(os.environ["TRAINSHED_OUTPUTS"] + "/model.bin", "wb") as file:
    file.write(bytes(range(256)) * 12_000)
"""
GREEDY = """
import os, time
try:
    with open(os.environ["TRAINSHED_OUTPUTS"] + "/ballast", "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
except OSError:
    pass
while not os.path.exists({gate!r}):
    time.sleep(0.02)
os.unlink(os.environ["TRAINSHED_OUTPUTS"] + "/ballast")
print("done")
"""
# Without a word: there may be no room for one when it ends.
WAITS = "import os, time\nwhile not os.path.exists({gate!r}):\n    time.sleep(0.02)\n"


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed")
@pytest.mark.parametrize("skew", [HOUR, -HOUR], ids=["ahead", "behind"])
def test_a_clock_that_is_an_hour_off_spoils_no_time(desk, browser, api, skew):
    began = time.time()
    odd = f"LD_PRELOAD={FAKETIME} FAKETIME={skew:+}s"
    with sshd(SetEnv=odd) as server, machine(desk, f"clock-{abs(skew + 1)}", server) as far:
        run = far.steady(lines=100)
        desk.until(run.key, "Running")
        time.sleep(2)  # a run that lasted
        run.open()
        run.completed()
        facts, now = desk.look(run.key), time.time()
        assert 2 <= facts["seconds"] < now - began
        assert began - 2 < facts["created"] <= facts["started"] < facts["ended"] <= now + 2
        times = [event["at"] for event in desk.story(run.key)]
        assert began - 2 < min(times) and max(times) < now + 2
        moves = [event["at"] for event in desk.story(run.key) if event["after"]]
        assert moves == sorted(moves)
        told = api.get(f"/runs/{run.key}/metrics/series", params={"name": "loss"}).json()["times"]
        assert began - 2 < min(told) and max(told) < now + 2
        desk.until_told(lambda: abs(far.facts["health"].get("skew", 0) - skew) < 10, lambda: far.facts)
        page = browser.get(f"/computes/{far.name}/").text
        assert re.search(rf"Its clock is (1h 00m|59m \d\ds) {'ahead of' if skew > 0 else 'behind'} the studio", page)


def test_a_full_disk_on_the_target_stops_no_run_for_good(desk, tmp_path):
    with disk(tmp_path / "small", 24) as small:
        desk.add_target("small", "local", {"root": str(small.path / "target"), "python": sys.executable}, slots=40)
        gates = {name: tmp_path / name for name in ("greedy", "other")}
        other = desk.submit(WAITS.format(gate=str(gates["other"])), target="small")
        desk.until(other, "Running")
        greedy = desk.submit(GREEDY.format(gate=str(gates["greedy"])), target="small")
        told = "The disk of small is full: what this run writes may be lost until there is space again."
        for key in (greedy, other):
            desk.until_told(lambda key=key: desk.look(key)["reason"] == told, lambda key=key: desk.trouble(key))
        waiting = desk.submit("print('there was room again')", target="small")
        cancelled = desk.submit("print('never')", target="small")
        for key in (waiting, cancelled):
            desk.until_told(
                lambda key=key: desk.look(key)["reason"].startswith("The disk of small is full: "), lambda key=key: desk.trouble(key)
            )
            assert desk.look(key)["state"] == "Preparing"
        assert desk.cancel(cancelled)
        desk.until(cancelled, "Canceled")
        gates["other"].touch()  # it ends while there is no room to write that down
        gates["greedy"].touch()
        for key, said in ((greedy, b"done\n"), (other, b""), (waiting, b"there was room again\n")):
            facts = desk.until(key, "Completed")
            assert (facts["reason"], facts["exit_code"], desk.log(key)) == ("", 0, said)
        desk.set_target("small", mode="retired")


def test_a_full_disk_of_the_studio_loses_nothing(studio, desk, tmp_path):
    desk.set_target("local", mode="paused")
    loud = desk.submit(LOUD)
    streams = studio.data / "runs" / str(desk.look(loud)["pk"])
    streams.mkdir(parents=True)
    expected = "".join(f"line {n} {'x' * 90}\n" for n in range(20_000)).encode()
    with disk(streams, 1) as small:
        desk.set_target("local", mode="open")
        desk.until_told(
            lambda: "The studio's own disk takes no more (No space left on device)" in desk.look(loud)["reason"], lambda: desk.trouble(loud)
        )
        assert len(desk.log(loud)) < len(expected)
        other = steady(desk, tmp_path, open=True)
        other.completed()

        resize(small.path, 4)
        desk.until_told(lambda: desk.log(loud) == expected, lambda: desk.trouble(loud))
        desk.until_told(
            lambda: desk.look(loud)["state"] == "Finalizing" and "own disk" in desk.look(loud)["reason"], lambda: desk.trouble(loud)
        )
        resize(small.path, 40)
        assert desk.until(loud, "Completed")["reason"] == ""
        assert desk.log(loud) == expected
        assert (small.path / "files/outputs/model.bin").read_bytes() == bytes(range(256)) * 12_000
        shutil.copytree(small.path, tmp_path / "kept")
    shutil.copytree(tmp_path / "kept", streams, dirs_exist_ok=True)


@pytest.mark.skipif(PYTHON_38 is None, reason="there is no Python 3.8 in ~/.pyenv")
def test_a_machine_with_python_3_8_and_without_git_runs_all_there_is(desk, machines):
    host = machines[2].host
    host.inside("sh", "-c", SHOW, "sh", str(PYTHON_38))
    host.inside("mount", "--bind", "/dev/null", shutil.which("git"))
    far = Machine(desk, "old", host).add(options={"python": str(PYTHON_38 / "bin/python3.8"), "root": str(host.home / "old")})
    try:
        files = {"package/data.txt": "seven", "package/deep/er/notes.txt": "x" * 100_000}
        key = far.submit("import sys; print(sys.version_info[:2], open('package/data.txt').read())", files=files)
        run = far.steady(files=5, open=True)
        assert desk.until(key, "Completed")["reason"] == ""
        assert desk.log(key) == b"(3, 8) seven\n"
        run.completed()
        assert (host.home / "old/jobs").exists()
        assert not (host.home / "old/repository.git").exists()
        desk.until_told(lambda: far.facts["health"].get("python", "").startswith("3.8."), lambda: far.facts)
        assert far.facts["health"]["git"] is None
    finally:
        desk.set_target("old", mode="retired")
        host.power_off()  # and with it what was mounted there


def test_two_studios_in_one_folder_leave_each_others_runs_alone(studio, desk, machines, tmp_path):
    here = machines[1]
    with another_studio(tmp_path) as other:
        there = Machine(other, "two", here.host).add()
        mine = here.steady()
        other.next_run(desk.look(mine.key)["pk"])
        theirs = there.steady()
        over = there.submit("print('over')")
        for each, run in ((desk, mine), (other, theirs)):
            each.until(run.key, "Running")
        other.until(over, "Completed")
        assert desk.look(mine.key)["pk"] == other.look(theirs.key)["pk"], "the same number, in both studios"
        assert here.folder(mine.key) != there.folder(theirs.key)

        assert desk.cancel(mine.key)
        desk.until(mine.key, "Canceled")
        desk.age(mine.key)
        desk.clear()
        assert not here.folder(mine.key).exists() and there.folder(theirs.key).exists() and there.folder(over).exists()
        usage = desk.errand("two", "usage")
        assert str(usage["answer"]).count("error") == 0
        refused = desk.errand("two", "detach", clean=True)
        assert "another studio or target uses it too" in refused["trouble"]
        assert other.look(theirs.key)["state"] == "Running"
        theirs.open()
        theirs.completed()


def test_fifty_runs_at_once_on_three_machines_lose_no_byte(desk, machines):
    runs = [machines[number % 3].steady(lines=5, pace=1.0) for number in range(50)]
    for run in runs:
        desk.until(run.key, "Running", 300)
    for run in runs:
        run.open()
    for run in runs:
        run.completed(120)


# Shows a folder of root's home to everybody, at its own place, on this machine alone.
SHOW = """
set -e
mount --bind "$1" /mnt
mount -t tmpfs -o mode=755 tmpfs "$HOME"
mkdir -p "$1"
mount --move /mnt "$1"
"""


@contextmanager
def machine(desk: Desk, name: str, host) -> Iterator[Machine]:
    yield Machine(desk, name, host).add(options={"root": str(host.root)})
    desk.set_target(name, mode="retired")


@contextmanager
def another_studio(folder: Path) -> Iterator[Desk]:
    live = LiveStudio(folder / "other").start()
    live.owner()
    desk = Desk(live)
    try:
        yield desk
    finally:
        desk.close()
        live.close()


def resize(path: Path, megabytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={megabytes}m", str(path)], check=True)
