"""What a job left behind: listed, fetched, and nothing else of the machine."""

import io
import os
import tarfile

import pytest

from computes.errors import ComputeError
from computes.unpacking import unpack

LEAVES = """
import os
out = os.environ["TRAINSHED_OUTPUTS"]
os.makedirs(out + "/model/deep")
open(out + "/model/deep/weights.bin", "wb").write(bytes(range(256)) * 1000)
open(out + "/<script>name \\u00e4.txt", "w").write("hello")
open(os.path.dirname(out) + "/logs/own.log", "w").write("log")
os.symlink("/etc/passwd", out + "/passwd")
os.symlink("/etc", out + "/folder")
"""
EXPECTED = {"outputs/model/deep/weights.bin": 256_000, "outputs/<script>name ä.txt": 5, "logs/own.log": 3}


def test_files_below_outputs_and_logs_are_listed_and_links_are_not(machine):
    machine.run(LEAVES)
    assert {file.path: file.size for file in machine.workdir.outputs("job")} == EXPECTED
    assert machine.workdir.outputs("nobody") == []


def test_what_a_script_writes_into_its_own_outputs_and_logs_is_kept(machine):
    code = machine.folder() / "code"
    (code / "outputs").mkdir(parents=True)
    (code / "outputs" / "came-along.txt").write_text("from the snapshot")
    machine.run("open('outputs/model.bin', 'w').write('weights')\nopen('logs/own.log', 'w').write('log')\n")
    kept = {"outputs/came-along.txt": 17, "outputs/model.bin": 7, "logs/own.log": 3}
    assert {file.path: file.size for file in machine.workdir.outputs("job")} == kept


def test_folders_that_the_configuration_names_are_kept_under_their_path(machine):
    code = machine.folder() / "code"
    (code / "plots").mkdir(parents=True)
    (code / "plots" / "old.svg").write_text("old")
    script = """
import os
os.makedirs("checkpoints/deep", exist_ok=True)
open("checkpoints/deep/1.bin", "w").write("weights")
open("plots/new.svg", "w").write("new")
"""
    status = machine.run(script, keep=["./checkpoints/deep/", "plots", "logs", "../above", "/etc", ".", "train.py"])
    assert status.code == 0, machine.read("rank-0.log")
    assert {file.path: file.size for file in machine.workdir.outputs("job")} == {
        "checkpoints/deep/1.bin": 7,
        "plots/new.svg": 3,
        "plots/old.svg": 3,
    }
    assert not (machine.folder().parent / "above").exists()


def test_a_folder_and_one_in_it_are_both_kept_whatever_is_named_first(machine):
    script = """
import os
os.makedirs("a/b", exist_ok=True)
open("a/1", "w").write("1")
open("a/b/2", "w").write("2")
"""
    machine.run(script, keep=["a/b", "a"])
    assert sorted(file.path for file in machine.workdir.outputs("job")) == ["a/1", "a/b/2"]


def test_all_or_some_are_fetched_whole(machine, tmp_path):
    machine.run(LEAVES)
    assert sorted(machine.workdir.fetch("job", tmp_path / "all")) == sorted(EXPECTED)
    assert (tmp_path / "all" / "outputs" / "model" / "deep" / "weights.bin").read_bytes() == bytes(range(256)) * 1000
    assert machine.workdir.fetch("job", tmp_path / "some", ["logs/own.log"]) == ["logs/own.log"]
    assert (tmp_path / "some" / "logs" / "own.log").read_text() == "log"


@pytest.mark.parametrize(
    "path", ["job.json", "../job/outputs/x", "outputs/../job.json", "outputs/passwd", "outputs/folder/passwd", "/etc/passwd"]
)
def test_what_is_no_output_is_refused(machine, tmp_path, path):
    machine.run(LEAVES)
    with pytest.raises(ComputeError, match="not among the outputs"):
        machine.workdir.fetch("job", tmp_path / "out", [path])
    assert not [found for found in (tmp_path / "out").rglob("*") if found.is_file()]


@pytest.mark.parametrize("name", ["../out", "/tmp/out-of-it", "outputs/../../out"])
def test_a_target_that_sends_paths_of_its_own_choice_writes_nothing(tmp_path, name):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    with pytest.raises(ComputeError, match="no path below"), unpack(tmp_path / "into") as unpacking:
        unpacking.feed(buffer.getvalue())
    assert os.listdir(tmp_path) == ["into"]


def test_a_link_sent_by_a_target_is_not_made(tmp_path):
    link = tarfile.TarInfo("outputs/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(link)
    with pytest.raises(ComputeError), unpack(tmp_path / "into") as unpacking:
        unpacking.feed(buffer.getvalue())


def test_a_stream_that_breaks_off_is_said(tmp_path):
    with pytest.raises(ComputeError, match="damaged"), unpack(tmp_path / "into") as unpacking:
        unpacking.feed(b"no tar at all" * 100)


def test_a_name_that_is_no_text_is_spelled_out_and_can_be_fetched(machine, tmp_path):
    machine.run("import os; open(os.environb[b'TRAINSHED_OUTPUTS'] + b'/odd\\xff.bin', 'wb').write(b'1')")
    (file,) = machine.workdir.outputs("job")
    assert file.path == "outputs/odd\\xff.bin"
    assert machine.workdir.fetch("job", tmp_path / "out", [file.path]) == [file.path]
    assert (tmp_path / "out" / file.path).read_bytes() == b"1"
