"""Lines that need the run's own code, such as `-e .`: installed for that run alone, over the environment that all share."""

import pytest

from computes.values import Job
from tests.computes.packages import PYTHON, a_wheel, events

# A build backend of the project's own: these tests need no index.
BACKEND = """
import os, zipfile
NAME, INFO = "mine-1.0-py3-none-any.whl", "mine-1.0.dist-info/"
METADATA = "Metadata-Version: 2.1\\nName: mine\\nVersion: 1.0\\n" + open(os.path.join(os.path.dirname(__file__), "needs")).read()
WHEEL = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"

def _write(folder, files):
    with zipfile.ZipFile(os.path.join(folder, NAME), "w") as wheel:
        for name, text in {**files, INFO + "METADATA": METADATA, INFO + "WHEEL": WHEEL, INFO + "RECORD": ""}.items():
            wheel.writestr(name, text)
    return NAME

def build_wheel(folder, settings=None, metadata=None):
    return _write(folder, {"mine.py": open("src/mine.py").read()})

def build_editable(folder, settings=None, metadata=None):
    return _write(folder, {"mine.pth": os.path.abspath("src")})
"""
PROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "mine"
dynamic = ["version", "dependencies"]
"""


@pytest.fixture
def project(machine):
    """`project("job", "Requires-Dist: greeting\\n")`: a job whose code is a package `mine` with a file beside its sources."""

    def make(job_id="job", needs="", folder="."):
        code = machine.folder(job_id) / "code" / folder
        (code / "src").mkdir(parents=True)
        (code / "src" / "mine.py").write_text(
            f"from pathlib import Path\nwords = Path(__file__).parents[1].joinpath('words')\nbuilt_for = {job_id!r}\n"
        )
        for name, text in {"words": "beside the sources", "needs": needs, "backend.py": BACKEND, "pyproject.toml": PROJECT}.items():
            (code / name).write_text(text)

    return make


def test_an_editable_package_is_imported_from_the_code_folder_itself(machine, environment, project):
    project()
    script = "import greeting, mine; print(greeting.version, mine.words.read_text())"
    status = machine.run(script, argv=PYTHON, environment=environment(local=["-e ."]))
    assert status.code == 0, machine.read("setup.log").decode() + machine.read("rank-0.log").decode()
    assert machine.lines() == ["1.0 beside the sources"]
    assert b"Installing for this run alone, from its code: -e ." in machine.read("setup.log")


def test_one_runs_code_never_reaches_another_run(machine, environment, project):
    script = "import mine; print(mine.built_for)"
    for job_id in ("one", "two"):
        project(job_id, folder="package")
        machine.run(script, job_id, argv=PYTHON, environment=environment(local=["./package"]))
    assert (machine.lines(job_id="one"), machine.lines(job_id="two")) == (["one"], ["two"])
    assert machine.run("import mine", "three", argv=PYTHON, environment=environment()).code == 1


def test_only_what_is_missing_is_installed_beside_it(machine, environment, project, wheels):
    a_wheel(wheels, "greeting", "2.0")
    a_wheel(wheels, "farewell")
    project(needs="Requires-Dist: greeting\nRequires-Dist: farewell\n")
    script = "import greeting, farewell, mine; print(greeting.version, farewell.version, 'environments' in greeting.__file__)"
    machine.run(script, argv=PYTHON, environment=environment("greeting==1.0", local=["-e ."]))
    assert machine.lines() == ["1.0 1.0 True"]
    frozen = machine.read("freeze.txt").decode().splitlines()
    assert sorted(frozen) == [f"-e file://{machine.folder()}/code", "farewell==1.0", "greeting==1.0"]


def test_requirements_of_a_file_in_the_code_are_installed_too(machine, environment, wheels):
    a_wheel(wheels, "farewell")
    code = machine.folder() / "code" / "sub"
    code.mkdir(parents=True)
    (code / "req.txt").write_text("farewell\n")
    assert machine.run("import greeting, farewell", argv=PYTHON, environment=environment(local=["-r sub/req.txt"])).code == 0


def test_it_lies_over_conda_packages_just_as_well(machine, conda, project):
    project(needs="Requires-Dist: greeting\n")
    script = "import hello, greeting, mine, os, sys; print(hello.version, mine.built_for, os.environ['CONDA_PREFIX'])"
    machine.run(script, argv=PYTHON, environment=conda("python", "hello<2", local=["-e ."]))
    assert machine.lines() == [f"1.0 job {machine.root / 'environments/key/1/conda'}"], machine.read("setup.log")


def test_a_package_that_cannot_be_built_fails_its_run_and_not_the_environment(machine, environment):
    status = machine.run("", argv=PYTHON, environment=environment(local=["-e ."]))
    assert status.reason == "environment failed"
    assert "does not appear to be a Python project" in status.detail
    assert events(machine)["finished"]["key"] is None
    (found,) = machine.workdir.environments()
    assert found["ready"]


def test_a_build_by_hand_has_no_code_and_leaves_them_out(machine, environment):
    machine.submit(Job("hand", [], environment(local=["-e ."])))
    assert machine.end("hand").code == 0
