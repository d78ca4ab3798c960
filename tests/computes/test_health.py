"""What a target says of itself, and what a job uses while it runs. The graphics cards are played by a script."""

import getpass
import json
import os
import subprocess
from pathlib import Path

import pytest

from computes.agent import processes
from computes.agent.machine import parse_gpus
from tests.computes.machine import until

NVIDIA_SMI = """#!/bin/sh
case "$1" in
  --query-gpu=index,uuid) echo "0, GPU-aaa"; echo "1, GPU-bbb";;
  --query-gpu=*) echo "0, NVIDIA A100-SXM4-40GB, 40960, 1024, 37"; echo "1, NVIDIA A100-SXM4-40GB, 40960, [N/A], [N/A]";;
  --query-compute-apps=*) cat "$(dirname "$0")/on_gpus";;
esac
"""
MEGABYTE = 1024 * 1024


@pytest.fixture
def gpus(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text(NVIDIA_SMI)
    program.chmod(0o755)
    (program.parent / "on_gpus").write_text("GPU-bbb, 4999999, /usr/bin/python3, 512\n")
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def samples(machine):
    return [json.loads(line) for line in machine.read("system.jsonl").splitlines()]


def test_a_probe_gives_the_machine_as_it_is(machine):
    health = machine.launcher.probe()
    assert health.cpus == len(os.sched_getaffinity(0))
    assert 0 < health.memory_used < health.memory_total
    assert 0 < health.disk_free <= health.disk_total
    assert health.gpus == []
    assert health.git[0].isdigit()
    assert health.boot_id == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert health.hostname == os.uname().nodename


def test_a_probe_shows_the_gpus_and_who_is_on_them(machine, gpus):
    first, second = machine.launcher.probe().gpus
    assert first["name"] == "NVIDIA A100-SXM4-40GB"
    assert (first["memory_total"], first["memory_used"], first["utilization"]) == (40960 * MEGABYTE, 1024 * MEGABYTE, 37)
    assert first["processes"] == []
    assert (second["memory_used"], second["utilization"]) == (None, None)
    gone = {"pid": 4999999, "name": "/usr/bin/python3", "memory": 512 * MEGABYTE, "user": None, "job": None}
    assert second["processes"] == [gone]


def test_a_probe_tells_our_jobs_from_others_on_a_gpu(machine, gpus):
    machine.start("import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(600)", "7-0123abcd")
    ours = machine.lines(job_id="7-0123abcd")[0]
    (gpus.parent / "on_gpus").write_text(f"GPU-aaa, {ours}, python, 512\nGPU-aaa, {os.getpid()}, pytest, 1\n")
    mine, other = machine.launcher.probe().gpus[0]["processes"]
    assert (mine["job"], other["job"]) == ("7-0123abcd", None)
    assert mine["user"] == other["user"] == getpass.getuser()


def test_a_process_in_a_container_of_ours_is_its_job_s(machine, gpus):
    first = processes.look_up(os.getpid())
    folder = machine.folder("8-0123abcd")
    folder.mkdir(parents=True)
    (folder / "container").write_text(json.dumps({"id": "f" * 64, "init": [first.pid, first.start]}))
    with subprocess.Popen(["sleep", "600"]) as inside:
        (gpus.parent / "on_gpus").write_text(f"GPU-aaa, {inside.pid}, python, 512\n")
        assert machine.launcher.probe().gpus[0]["processes"][0]["job"] == "8-0123abcd"
        inside.kill()


def test_a_driver_that_answers_nonsense_means_no_gpus(machine, gpus):
    gpus.write_text("#!/bin/sh\necho 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'\nexit 9\n")
    assert machine.launcher.probe().gpus == []
    assert parse_gpus("No devices were found\n") == []


def test_samples_tell_cpu_memory_and_gpus_of_the_job(machine, gpus):
    machine.start("block = bytearray(50_000_000)\nwhile True: pass", sample_every=0.3)
    last = until(lambda: len(found := samples(machine)) >= 4 and found)[-1]
    assert 5 < last["cpu"] < 150  # of a processor that others may want too
    assert 50_000_000 < last["memory"] < 200_000_000
    assert 0 <= last["machine_cpu"] <= 100
    assert last["machine_memory"] > 0
    assert [gpu["utilization"] for gpu in last["gpus"]] == [37, None]


def test_a_hanging_nvidia_smi_neither_holds_up_the_job_nor_outlives_it(machine, gpus):
    gpus.write_text("#!/bin/sh\nexec sleep 600\n")
    machine.start("import time; time.sleep(1)", sample_every=0.2)
    status = machine.end()
    assert (status.code, status.ended_processes, status.left_processes) == (0, 0, 0)
    assert len(samples(machine)) >= 2
    assert samples(machine)[-1]["gpus"] == []


def test_a_runner_is_small(machine):
    machine.start("import time; time.sleep(600)", sample_every=0.1)
    until(lambda: samples(machine))
    rollup = Path(f"/proc/{machine.facts('runner')['pid']}/smaps_rollup").read_text()
    resident = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Rss:"))
    assert resident < 14_000  # kilobytes
