"""One zip, the same everywhere, that runs on every Python a target may have."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import trainshed

from computes import agent_zip
from computes.agent import front

PYTHONS = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"), key=lambda path: [int(part) for part in path.parts[-3].split(".")])


def test_building_it_twice_gives_the_same_bytes():
    first = agent_zip.agent_zip()
    agent_zip.agent_zip.cache_clear()
    assert agent_zip.agent_zip() == first
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first.content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_carries_the_part_of_the_client_that_works_inside_a_run():
    assert agent_zip.CLIENT_IN_RUN == trainshed.INSIDE_A_RUN
    names = zipfile.ZipFile(io.BytesIO(agent_zip.agent_zip().content)).namelist()
    assert {f"client/trainshed/{name}" for name in trainshed.INSIDE_A_RUN} <= set(names)


def test_every_verb_has_its_file():
    files = {path.stem for path in (agent_zip.AGENT / "verbs").glob("*.py")} - {"__init__"}
    assert files == set(front.VERBS)


@pytest.mark.parametrize("python", [sys.executable, *(str(path) for path in PYTHONS if path.parts[-3] >= "3.8" or len(path.parts[-3]) > 6)])
def test_it_runs_straight_from_the_zip(python, tmp_path):
    file = tmp_path / "agent.zip"
    file.write_bytes(agent_zip.agent_zip().content)
    for verb in front.VERBS:
        ask = json.dumps(
            {"root": str(tmp_path), "job_id": "job", "jobs": {}, "job_ids": [], "job": {"id": "job"}, "commit": "x", "path": "x"}
        )
        done = subprocess.run([python, "-I", "-S", file, verb], input=ask.encode() + b"\n", capture_output=True)
        assert done.returncode in (0, front.REFUSED), (verb, done.stderr.decode())
