"""Scripts of Azure ML as jobs of the real agent: which `azureml` they get, and what comes of them."""

import json
import sys
import venv
from pathlib import Path

import pytest

from computes.values import Job
from tests.client.azureml.conftest import FACTS
from tests.computes.machine import Machine

SCRIPTS = Path(__file__).parent / "scripts"
POINTS = "x1,x2,label\n" + "".join(f"{n % 7},{n % 5},{int(n % 7 > 3)}\n" for n in range(60))
BANK = "job,married,month,y\n" + "".join(
    f"{('admin', 'nurse')[n % 2]},{('married', 'single')[n % 3 == 0]},{('jan', 'feb', 'mar')[n % 3]},{('yes', 'no')[n % 2]}\n"
    for n in range(80)
)
WHICH = "import azureml.core, os; print(azureml.core.VERSION); print(os.environ.get('AZUREML_RUN_ID'))"
OURS = "1.61.0+trainshed"
PYTHON = ["python", "train.py"]


@pytest.fixture
def machine(tmp_path):
    machine = Machine(tmp_path / "target")
    yield machine
    machine.close()


def train(machine: Machine, name: str, *arguments: str, facts: dict | None = None, files: dict | None = None):
    """Run one of the scripts beside this file, unchanged, to its good end; the lines of its journal."""
    code = machine.folder() / "code"
    code.mkdir(parents=True)
    for script in SCRIPTS.glob("*.py"):
        (code / script.name).write_bytes(script.read_bytes())
    for path, content in (files or {}).items():
        (code / path).write_text(content)
    machine.submit(Job("job", ["python", name, *arguments], run=FACTS | (facts or {}), variables={"MPLBACKEND": "Agg"}))
    status = machine.end()
    assert status.code == 0, machine.read("rank-0.log").decode() + machine.read("setup.log").decode()
    return [json.loads(line) for line in machine.read("metrics.jsonl").splitlines()]


def points(lines: list[dict], name: str) -> list:
    return [line["v"] for line in lines if line.get("n") == name and "r" not in line]


def kept(machine: Machine) -> set[str]:
    return {file.path for file in machine.workdir.outputs("job")}


def test_the_script_of_the_documentation_logs_twenty_alphas_and_keeps_twenty_models(machine):
    lines = train(machine, "seed_train.py")
    assert len(points(lines, "alpha")) == len(points(lines, "mse")) == 20
    assert points(lines, "alpha")[:3] == pytest.approx([0, 0.05, 0.1])
    assert kept(machine) == {f"outputs/ridge_{n * 0.05:.2f}.pkl" for n in range(20)}


def test_a_script_of_a_sweep_reads_its_url_from_a_file_beside_it(machine):
    lines = train(machine, "bank_train.py", "--C", "0.5", "--max_iter", "50", files={"bankmarketing_train.csv": BANK})
    assert points(lines, "Regularization Strength:") == [0.5] and points(lines, "Max iterations:") == [50]
    assert 0 <= points(lines, "Accuracy")[0] <= 1
    assert b"bankmarketing_train.csv is read instead" in machine.read("rank-0.log")
    assert kept(machine) == {"outputs/model.joblib"}


def test_a_script_that_evaluates_keeps_its_plots_and_registers_its_model(machine, tmp_path):
    (tmp_path / "points.csv").write_text(POINTS)
    dataset = {"kind": "tabular", "path": str(tmp_path / "points.csv"), "mechanism": "direct", "dataset": {"name": "points", "version": 1}}
    lines = train(machine, "plots_train.py", facts={"inputs": {"points": dataset}})
    assert [next(iter(line)) for line in lines] == ["k", "a", "i", "a", "a", "g", "m"]
    (image,) = [line["i"]["path"] for line in lines if "i" in line]
    assert kept(machine) == {image, "outputs/scatter.png", "outputs/model.txt"}
    machine.workdir.fetch("job", tmp_path / "came")
    assert (tmp_path / "came" / image).read_bytes().startswith(b"\x89PNG")
    assert b"points_model\tpoints_model" in machine.read("rank-0.log")


def test_a_script_with_children_tells_of_each(machine):
    lines = train(machine, "folds_train.py")
    children = [line["c"] for line in lines if "c" in line]
    assert [child["state"] for child in children] == ["Running", "Completed"] * 3
    assert [child["name"] for child in children if "name" in child] == ["fold 0", "fold 1", "fold 2"]
    assert points(lines, "best") == [pytest.approx(1 / 6)] and points(lines, "loss") == []
    assert len([line for line in lines if line.get("n") == "loss" and line["r"] == children[0]["id"]]) == 4


# -- which azureml -----------------------------------------------------------------------------------------------------


def a_core(folder: Path) -> None:
    """As azureml-core would lie there."""
    (folder / "azureml" / "core").mkdir(parents=True)
    (folder / "azureml" / "__init__.py").write_text("")
    (folder / "azureml" / "core" / "__init__.py").write_text("VERSION = 'the real one'")


@pytest.fixture
def environment(tmp_path):
    """A virtual environment: its interpreter, and its folder of packages."""
    venv.create(tmp_path / "venv", symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return str(tmp_path / "venv" / "bin" / "python"), tmp_path / "venv" / "lib" / version / "site-packages"


def test_a_job_without_azureml_core_gets_ours_without_a_word(machine, environment):
    python, _ = environment
    machine.run(WHICH, argv=PYTHON, environment={"kind": "interpreter", "python": python}, run=FACTS)
    assert machine.lines() == [OURS, FACTS["id"]]
    assert b"azureml" not in machine.read("setup.log")  # most scripts never ask for it
    assert not (machine.root / "interpreters").exists()  # a virtual environment tells without being asked


def test_a_job_with_azureml_core_gets_that_one_answered_by_the_relay(machine, environment):
    python, packages = environment
    a_core(packages)
    machine.run(
        WHICH + "; print(os.environ['AZUREML_SERVICE_ENDPOINT'][:17])",
        argv=PYTHON,
        environment={"kind": "interpreter", "python": python},
        run=FACTS,
    )
    assert machine.lines() == ["the real one", FACTS["id"], "http://127.0.0.1:"]
    assert f"gets the azureml-core of this environment ({packages})".encode() in machine.read("setup.log")


def test_azureml_core_without_the_facts_of_a_run_is_told_nothing(machine, environment):
    python, packages = environment
    a_core(packages)
    machine.run(WHICH, argv=PYTHON, environment={"kind": "interpreter", "python": python})
    assert machine.lines() == ["the real one", "None"]


def test_what_the_jobs_own_path_offers_counts_too(machine, environment, tmp_path):
    a_core(tmp_path / "own")
    machine.run(WHICH, argv=PYTHON, variables={"PYTHONPATH": str(tmp_path / "own")}, run=FACTS)
    assert machine.lines()[0] == "the real one"


def test_an_interpreter_that_is_no_environment_is_asked_once_and_again_when_its_packages_change(machine, environment, tmp_path):
    """As the Python of a machine or of conda is."""
    python, packages = environment
    configuration = tmp_path / "venv" / "pyvenv.cfg"
    configuration.write_text(
        configuration.read_text().replace("include-system-site-packages = false", "include-system-site-packages = true")
    )
    wanted = {"kind": "interpreter", "python": python}
    machine.run(WHICH, "one", argv=PYTHON, environment=wanted, run=FACTS)
    assert machine.lines(job_id="one")[0] == OURS
    (memory,) = (machine.root / "interpreters").iterdir()
    told = memory.read_bytes()
    machine.run(WHICH, "two", argv=PYTHON, environment=wanted, run=FACTS)
    assert memory.read_bytes() == told
    a_core(packages)
    machine.run(WHICH, "three", argv=PYTHON, environment=wanted, run=FACTS)
    assert machine.lines(job_id="three")[0] == "the real one"
    assert memory.read_bytes() != told


def test_a_script_that_brings_its_own_azureml_keeps_it(machine):
    code = machine.folder() / "code"
    a_core(code)
    machine.run(WHICH, argv=PYTHON, run=FACTS)
    assert machine.lines()[0] == "the real one"


def test_the_run_is_told_before_the_script_starts_and_the_client_is_there_too(machine):
    source = "import json, os, trainshed; print(json.load(open(os.environ['TRAINSHED_RUN']))['number'], os.environ['TRAINSHED_FILES'])"
    machine.run(source, argv=PYTHON, run=FACTS)
    assert machine.lines() == [f"7 {machine.folder() / 'files'}"]


def test_a_name_below_files_cannot_stand_for_an_output(machine):
    machine.run(
        "import os; f = os.environ['TRAINSHED_FILES']; o = os.environ['TRAINSHED_OUTPUTS']\n"
        "os.makedirs(f + '/outputs'); open(f + '/outputs/a', 'w').write('12'); open(o + '/a', 'w').write('1'); open(f + '/b', 'w').write('123')"
    )
    assert {file.path: file.size for file in machine.workdir.outputs("job")} == {"outputs/a": 1, "b": 3}
