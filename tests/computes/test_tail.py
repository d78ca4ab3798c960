"""Following growing files: byte for byte, promptly, whatever is in them."""

import os
import threading
import time
from collections import defaultdict

import pytest

from computes.errors import ComputeError
from computes.workdir import Enough
from tests.computes.machine import until


class Reader:
    """Puts frames together the way the studio does, and insists that they are gapless."""

    def __init__(self):
        self.files = defaultdict(bytearray)
        self.frames = []
        self.arrived = []

    def __call__(self, frame):
        content = self.files[frame.job, frame.file]
        assert frame.offset == len(content)
        assert frame.size >= frame.offset + len(frame.data)
        content += frame.data
        self.frames.append(frame)
        self.arrived.append(time.time())

    def cursors(self):
        cursors = defaultdict(dict)
        for (job, file), content in self.files.items():
            cursors[job][file] = len(content)
        return cursors


def a_job_folder(machine, job_id="job", **files):
    folder = machine.folder(job_id)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name.replace("__", ".").replace("_", "-")).write_bytes(content)
    return folder


def test_it_gives_the_bytes_of_every_stream_and_of_nothing_else(machine):
    rubbish = bytes(range(256)) * 500 + b'\n{"end": true}\n\xff\xfe<script>'
    a_job_folder(
        machine, setup__log=b"set up\n", rank_0__log=rubbish, rank_12__log=b"twelve", metrics__jsonl=b"{}\n", job__json=b"{}", exit_0=b"{}"
    )
    reader = Reader()
    machine.workdir.tail({"job": {}}, reader, wait=0)
    assert {file: bytes(content) for (_, file), content in reader.files.items()} == {
        "setup.log": b"set up\n", "rank-0.log": rubbish, "rank-12.log": b"twelve", "metrics.jsonl": b"{}\n"
    }  # fmt: skip


def test_it_goes_on_from_a_cursor(machine):
    a_job_folder(machine, rank_0__log=b"0123456789")
    frames = []
    machine.workdir.tail({"job": {"rank-0.log": 7}}, frames.append, wait=0)
    assert [(frame.offset, frame.data) for frame in frames] == [(7, b"789")]


def test_files_and_folders_that_appear_later_come_from_their_beginning(machine):
    (machine.root / "jobs").mkdir(parents=True)
    reader = Reader()

    def until_second(frame):
        reader(frame)
        if frame.file == "rank-0.log":
            raise Enough

    tail = threading.Thread(target=machine.workdir.tail, args=({"job": {}}, until_second, 20))
    tail.start()
    time.sleep(0.2)
    folder = a_job_folder(machine)
    (folder / "setup.log").write_bytes(b"first")
    until(lambda: reader.files["job", "setup.log"])
    (folder / "rank-0.log").write_bytes(b"second")
    tail.join()  # ended by Enough, long before its 20 seconds
    assert reader.files["job", "rank-0.log"] == b"second"


def test_a_folder_that_cannot_be_read_holds_up_nobody(machine):
    a_job_folder(machine, "good", rank_0__log=b"hello\n")
    (machine.root / "jobs" / "bad").write_text("no folder at all")
    reader = Reader()
    machine.workdir.tail({"bad": {}, "good": {}}, reader, wait=0)
    assert reader.files["good", "rank-0.log"] == b"hello\n"


def test_a_line_of_50_megabytes_and_a_quiet_neighbour(machine):
    line = os.urandom(1024) * 51200
    a_job_folder(machine, "loud", rank_0__log=line)
    a_job_folder(machine, "quiet", rank_0__log=b"hello\n")
    reader = Reader()
    while len(reader.files["loud", "rank-0.log"]) < len(line):
        machine.workdir.tail({"loud": {}, "quiet": {}} | reader.cursors(), reader, wait=0.5)
    assert reader.files["loud", "rank-0.log"] == line
    assert reader.files["quiet", "rank-0.log"] == b"hello\n"
    assert next(place for place, frame in enumerate(reader.frames) if frame.job == "quiet") <= 2  # not behind all of the loud one


def test_a_million_lines_in_a_burst_arrive_whole(machine):
    machine.start("import sys\nfor n in range(1_000_000): sys.stdout.write(f'line {n}\\n')\n", variables={"PYTHONUNBUFFERED": ""})
    reader = Reader()
    while machine.status().phase != "finished" or machine.status().sizes["rank-0.log"] > len(reader.files["job", "rank-0.log"]):
        machine.workdir.tail({"job": {}} | reader.cursors(), reader, wait=0.3)
    assert reader.files["job", "rank-0.log"] == b"".join(b"line %d\n" % n for n in range(1_000_000))


def test_a_line_arrives_soon_after_it_was_written(machine):
    machine.start("import sys, time\nfor _ in range(40): sys.stdout.write(f'{time.time()}\\n'); time.sleep(0.05)\n")
    machine.lines()
    reader = Reader()
    machine.workdir.tail({"job": {}}, reader, wait=1.5)
    delays = [
        arrived - float(frame.data.split()[-1])
        for frame, arrived in zip(reader.frames, reader.arrived, strict=True)
        if frame.file == "rank-0.log" and frame.offset
    ]
    assert len(delays) > 10
    assert sorted(delays)[len(delays) // 2] < 0.05


def test_it_ends_on_time_although_a_file_never_stops_growing(machine):
    machine.start("while True: print('x' * 1000)")
    machine.lines()
    began = time.monotonic()
    machine.workdir.tail({"job": {}}, lambda frame: None, wait=0.5)
    assert time.monotonic() - began < 5


def test_a_job_may_join_while_it_runs_and_the_end_of_the_stream_ends_it(machine):
    a_job_folder(machine, "first", rank_0__log=b"1")
    a_job_folder(machine, "second", rank_0__log=b"22")
    reader, joined = Reader(), threading.Event()

    def more():
        until(lambda: reader.files["first", "rank-0.log"])
        yield b'{"jobs": {"second": {"rank-0.log": 0}}}\n'
        until(lambda: reader.files["second", "rank-0.log"])
        joined.set()

    began = time.monotonic()
    machine.workdir.tail({"first": {}}, reader, 60, more)
    assert joined.is_set()
    assert time.monotonic() - began < 10


def test_what_the_reader_raises_comes_through_and_leaves_no_process(machine):
    a_job_folder(machine, rank_0__log=b"x")

    def broken(frame):
        raise ComputeError("the disk is full")

    with pytest.raises(ComputeError, match="the disk is full"):
        machine.workdir.tail({"job": {}}, broken, wait=60)


def test_a_file_cut_short_by_its_own_script_is_left_alone(machine):
    a_job_folder(machine, rank_0__log=b"abc")
    frames = []
    machine.workdir.tail({"job": {"rank-0.log": 100}}, frames.append, wait=0)
    assert frames == []
