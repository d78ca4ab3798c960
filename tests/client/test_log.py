"""`trainshed.log`, `log_params` and `log_artifact`, as a script in a run calls them."""

import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

CLIENT = Path(__file__).parents[2] / "client"


@pytest.fixture
def script(tmp_path):
    """Runs a script as a run does; returns its lines in the metrics file."""
    (tmp_path / "outputs").mkdir()

    def run(source, inside=True, python=sys.executable):
        metrics = tmp_path / "metrics.jsonl"
        environment = {"PYTHONPATH": str(CLIENT), "PATH": os.environ["PATH"]}
        if inside:
            environment |= {"TRAINSHED_METRICS": str(metrics), "TRAINSHED_OUTPUTS": str(tmp_path / "outputs")}
        source = "import trainshed\n" + textwrap.dedent(source)
        run.done = subprocess.run(
            [python, "-c", source], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
        return [json.loads(line) for line in metrics.read_bytes().splitlines()] if metrics.exists() else []

    return run


def test_a_point_has_its_name_value_step_and_time(script):
    before = time.time()
    (point,) = script("trainshed.log('loss', 0.25, 3)")
    assert (point["n"], point["v"], point["s"]) == ("loss", 0.25, 3)
    assert before - 1 < point["t"] < time.time() + 1


def test_a_point_without_a_step_leaves_it_open(script):
    (point,) = script("trainshed.log('loss', 1)")
    assert point["v"] == 1 and point["s"] is None


def test_what_is_not_finite_is_text(script):
    points = script("for text in ('nan', 'inf', '-inf'): trainshed.log('loss', float(text))")
    assert [point["v"] for point in points] == ["NaN", "Infinity", "-Infinity"]


def test_numbers_of_other_libraries_count_as_numbers(script):
    points = script("""
        import numpy, decimal
        halves = numpy.float64(0.5), numpy.float32(0.5), numpy.array([0.5]), decimal.Decimal('0.5')
        for value in (*halves, numpy.float64('nan'), numpy.bool_(1), True):
            trainshed.log('x', value, numpy.int64(7))
    """)
    assert [point["v"] for point in points] == [0.5, 0.5, 0.5, 0.5, "NaN", 1, 1]
    assert {point["s"] for point in points} == {7}


@pytest.mark.parametrize("value", ["'0.5'", "None", "[1, 2]", "b'1'", "1j", "10**400", "object()"])
def test_a_value_that_is_no_number_is_refused_by_the_name_of_its_metric(script, value):
    assert script(f"trainshed.log('accuracy', {value})") == []
    assert "TypeError: metric 'accuracy': a value is" in script.done.stderr


@pytest.mark.parametrize("step", ["1.5", "'3'", "float('nan')", "[1]", "2**60"])
def test_a_step_that_is_no_whole_number_is_refused(script, step):
    assert script(f"trainshed.log('loss', 1.0, {step})") == []
    assert "TypeError: metric 'loss': a step is a whole number" in script.done.stderr


@pytest.mark.parametrize("name", ["", "n" * 251, 5, None, ["loss"]])
def test_a_name_is_text_of_1_to_250_characters(script, name):
    assert script(f"trainshed.log({name!r}, 1.0)") == []
    assert "the name of a metric" in script.done.stderr


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a"b\\c', "line\nbreak", "n" * 250, "Genauigkeit größer 😀", "\x1b[31m"])
def test_any_other_text_is_a_name(script, name):
    (point,) = script(f"trainshed.log({name!r}, 1.0)")
    assert point["n"] == name


def test_a_name_that_is_no_unicode_is_made_so(script):
    (point,) = script("trainshed.log('file\\udc80', 1.0)")
    assert point["n"] == "file?"


def test_processes_and_threads_do_not_mix_their_lines(script):
    points = script("""
        import os, threading
        trainshed.log('before', 0)
        children = []
        for rank in range(4):
            if not (child := os.fork()):
                say = lambda n: [trainshed.log(f'{rank}.{n}', i / 7, i) for i in range(2000)]
                threads = [threading.Thread(target=say, args=[n]) for n in range(3)]
                [thread.start() for thread in threads]; [thread.join() for thread in threads]
                os._exit(0)
            children.append(child)
        [os.waitpid(child, 0) for child in children]
    """)
    assert len(points) == 1 + 4 * 3 * 2000
    assert [point["s"] for point in points if point["n"] == "2.1"] == list(range(2000))


def test_a_script_that_closes_every_descriptor_goes_on_logging(script, tmp_path):
    points = script("""
        import os
        trainshed.log('before', 1)
        os.closerange(3, 1024)
        theirs = [open(f'theirs-{n}', 'w') for n in range(20)]
        trainshed.log('after', 2)
    """)
    assert [point["n"] for point in points] == ["before", "after"]
    assert not any((tmp_path / f"theirs-{n}").stat().st_size for n in range(20))


def test_a_full_disk_is_said_once_and_ends_nothing(tmp_path):
    source = "import trainshed\nfor n in range(3): trainshed.log('loss', n)\nprint('went on')"
    environment = {"PYTHONPATH": str(CLIENT), "TRAINSHED_METRICS": "/dev/full"}
    done = subprocess.run([sys.executable, "-c", source], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "went on\n"
    assert done.stderr.count("what this script logs is being lost") == 1


def test_outside_a_run_nothing_is_kept_and_stderr_says_so_once(script):
    assert (
        script("for n in range(3): trainshed.log('loss', n)\ntrainshed.log_params({'a': 1})\ntrainshed.log_artifact('x')", inside=False)
        == []
    )
    assert script.done.returncode == 0 and script.done.stdout == ""
    assert script.done.stderr.count("\n") == 1 and "not in a run" in script.done.stderr


def test_parameters_are_kept_as_json(script):
    first, second = script("""
        import pathlib, numpy
        trainshed.log_params({'rate': 0.1, 'layers': (64, 32), 'nan': float('nan'), 'out': pathlib.Path('/x')})
        trainshed.log_params({'seed': numpy.int64(3), 'on': True})
    """)
    assert first["p"] == {"rate": 0.1, "layers": [64, 32], "nan": "NaN", "out": "/x"} and second["p"] == {"seed": 3, "on": True}


def test_parameters_must_be_a_dict_and_fit(script):
    assert script("trainshed.log_params([1])") == [] and "takes a dict, such as vars(args)" in script.done.stderr
    assert script("trainshed.log_params({'text': 'x' * 70_000})") == [] and "log_artifact" in script.done.stderr


def test_a_file_is_kept_under_its_own_or_another_name(script, tmp_path):
    lines = script(
        """
        open('model.bin', 'w').write('weights')
        trainshed.log_artifact('model.bin')
        trainshed.log_artifact('model.bin', 'best/model.bin')
        """
    )
    assert [line["a"] for line in lines] == [
        {"path": "model.bin", "files": 1, "size": 7},
        {"path": "best/model.bin", "files": 1, "size": 7},
    ]
    assert (tmp_path / "outputs/best/model.bin").read_text() == "weights"
    assert sorted(path.name for path in (tmp_path / "outputs").iterdir()) == ["best", "model.bin"]


def test_a_folder_is_kept_whole(script, tmp_path):
    (line,) = script("""
        import os
        os.makedirs('checkpoint/part')
        for path in ('checkpoint/a', 'checkpoint/part/b'): open(path, 'w').write(path)
        trainshed.log_artifact('checkpoint')
    """)
    assert line["a"] == {"path": "checkpoint", "files": 2, "size": 29}
    assert (tmp_path / "outputs/checkpoint/part/b").read_text() == "checkpoint/part/b"


def test_what_lies_in_the_outputs_stays_there(script, tmp_path):
    lines = script("open('outputs/a.txt', 'w').write('a')\ntrainshed.log_artifact('outputs/a.txt')\ntrainshed.log_artifact('outputs')")
    assert [line["a"]["path"] for line in lines] == ["a.txt", "."]
    assert [path.name for path in (tmp_path / "outputs").iterdir()] == ["a.txt"]


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "a/../../out.txt", "."])
def test_a_name_cannot_lead_out_of_the_outputs(script, tmp_path, name):
    assert script(f"open('a.txt', 'w').write('a')\ntrainshed.log_artifact('a.txt', {name!r})") == []
    assert "leads out of the run's outputs" in script.done.stderr
    assert not list((tmp_path / "outputs").iterdir())


def test_a_missing_file_and_a_folder_around_the_outputs_are_refused(script):
    assert script("trainshed.log_artifact('missing.txt')") == [] and "there is no file or folder" in script.done.stderr
    assert script("trainshed.log_artifact('.', 'all')") == [] and "cannot be copied into itself" in script.done.stderr


def test_importing_it_loads_nothing_beyond_the_standard_library(script):
    script("import sys; print({'httpx', 'click', 'yaml', 'trainshed.sdk'} & set(sys.modules))")
    assert script.done.stdout == "set()\n"


def test_the_part_inside_a_run_needs_no_other_file(tmp_path, monkeypatch):
    import trainshed

    for name in trainshed.INSIDE_A_RUN:
        target = tmp_path / "trainshed" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((CLIENT / "trainshed" / name).read_bytes())
    source = "import trainshed; trainshed.log('loss', 1.0)\ntry: trainshed.Studio\nexcept ImportError as error: print(error)"
    environment = {"PYTHONPATH": str(tmp_path), "TRAINSHED_METRICS": str(tmp_path / "metrics.jsonl")}
    done = subprocess.run([sys.executable, "-S", "-c", source], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert "needs the whole client" in done.stdout, done.stderr
    assert (tmp_path / "metrics.jsonl").stat().st_size


def test_a_call_takes_microseconds(script):
    script("""
        import time
        best = 1
        for attempt in range(5):
            started = time.process_time()
            for step in range(20_000): trainshed.log('loss', step * 0.37, step)
            best = min(best, (time.process_time() - started) / 20_000)
        print(best * 1e6)
    """)
    assert float(script.done.stdout) < 10  # 2.5 on an idle core, of this process alone; make bench holds it to 5
