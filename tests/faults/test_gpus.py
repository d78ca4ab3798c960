"""GPUs of a whole studio's target, played by a script: given by index, kept from others, and never taken from somebody else."""

import os
import sys

SMI = """#!/bin/sh
case "$1" in
  --query-gpu=index,uuid) echo "0, GPU-aaa"; echo "1, GPU-bbb";;
  --query-gpu=*) echo "0, NVIDIA A100, 40960, 1024, 37"; echo "1, NVIDIA A100, 40960, 1024, 12";;
  --query-compute-apps=*) echo "GPU-bbb, {pid}, /usr/bin/python3, 512";;
esac
"""
SCRIPT = """import os, time
print(repr(os.environ.get("CUDA_VISIBLE_DEVICES")), flush=True)
while not os.path.exists({gate!r}): time.sleep(0.05)
"""


def test_gpus_are_given_waited_for_and_given_on(desk, tmp_path):
    target = with_gpus(desk, tmp_path)
    first, second = (submit(desk, target, tmp_path / name, gpus=1) for name in ("first", "second"))
    sees(desk, first, "'0'")
    ours = f"GPU 0 is used by Ada’s run faults #{desk.look(first)['number']}"
    why = f"Waits for 1 GPU: {ours}, GPU 1 by a process that is not ours (pid {os.getpid()}, python3,"
    desk.until_told(lambda: desk.look(second)["reason"].startswith(why), lambda: (why, desk.trouble(second)))
    none, unasked = submit(desk, target, tmp_path / "none", gpus=0), submit(desk, target, tmp_path / "unasked")
    sees(desk, none, "''")
    sees(desk, unasked, "None")
    (tmp_path / "first").touch()
    sees(desk, second, "'0'")
    for name in ("second", "none", "unasked"):
        (tmp_path / name).touch()
    assert {facts["state"] for facts in desk.ended([first, second, none, unasked])} == {"Completed"}


def with_gpus(desk, folder) -> str:
    """A target of this machine with two GPUs, on the second of which this very process is."""
    (folder / "nvidia-smi").write_text(SMI.format(pid=os.getpid()))
    (folder / "python").write_text(f'#!/bin/sh\nPATH={folder}:$PATH exec {sys.executable} "$@"\n')
    for program in ("nvidia-smi", "python"):
        (folder / program).chmod(0o755)
    desk.add_target("gpus", "local", {"root": str(folder / "root"), "python": str(folder / "python")}, slots=4)
    return "gpus"


def submit(desk, target: str, gate, **resources) -> str:
    return desk.submit(SCRIPT.format(gate=str(gate)), target=target, resources=resources)


def sees(desk, key: str, devices: str) -> None:
    desk.until(key, "Running")
    desk.until_told(lambda: desk.log(key).decode() == f"{devices}\n", lambda: desk.trouble(key))
