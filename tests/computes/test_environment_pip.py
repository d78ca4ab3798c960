"""What requirements may say: Python's version, indexes, constraints, hashes, a conda environment to build on; and what goes wrong."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from uv import find_uv_bin

from computes.agent.environments.failure import Failed
from computes.agent.environments.pythons import interpreters, matches
from computes.agent.environments.requirements import for_uv, understood
from tests.computes.machine import is_alive, until
from tests.computes.packages import IMPORTS, PYTHON, a_wheel, events

OWN = "{}.{}.{}".format(*sys.version_info[:3])


@pytest.fixture
def from_pypi(tmp_path, environment):
    """As `environment`, with packages from the index this machine is told to use."""
    return lambda requirements, **fields: environment(requirements, variables={"UV_CACHE_DIR": str(tmp_path / "cache")}, **fields)


@pytest.fixture
def a_conda(machine, conda, tmp_path):
    """The prefix of a conda environment that somebody made on the target: python, hello 1.0."""
    machine.run("", "conda", argv=[], environment=conda("python", "hello<2", "hello-data", key="conda"))
    prefix = tmp_path / "miniconda" / "envs" / "mine"
    prefix.parent.mkdir(parents=True)
    shutil.copytree(machine.root / "environments" / "conda" / "1" / "conda", prefix, symlinks=True)
    return prefix


def test_packages_come_from_the_index(machine, from_pypi):
    assert machine.run("import six; print(six.__version__)", argv=PYTHON, environment=from_pypi("six==1.16.0\n")).code == 0
    assert machine.lines() == ["1.16.0"]
    assert machine.read("freeze.txt") == b"six==1.16.0\n"


def test_hashes_are_held_to(machine, from_pypi):
    wanted = f"six==1.16.0 --hash=sha256:{'0' * 64}\n"
    assert "hash" in machine.run("", argv=[], environment=from_pypi(wanted)).detail.lower()


def test_options_in_the_requirements_count(machine, environment, wheels, tmp_path):
    (tmp_path / "more").mkdir()
    a_wheel(tmp_path / "more", "greeting", "3.0")
    text = f"--no-index\n--find-links {tmp_path / 'more'}\n-c limits.txt\ngreeting\n"
    wanted = environment(text, variables={"UV_CACHE_DIR": str(tmp_path / "cache")}, files={"limits.txt": "greeting>2\n"})
    assert machine.run(IMPORTS, argv=PYTHON, environment=wanted).code == 0, machine.read("setup.log").decode()
    assert machine.lines()[0].startswith("3.0 ")


def test_options_that_only_pip_knows_are_translated():
    assert for_uv("--pre\n--trusted-host mirror\n# --pre\nsix\n")[0] == ["--prerelease", "allow", "--allow-insecure-host", "mirror"]
    assert for_uv("--extra-index-url=https://mirror/simple\n") == ([], {"UV_INDEX_STRATEGY": "unsafe-best-match"})
    assert understood("-e git+https://host/a.git#egg=a\n-e .\n") == "git+https://host/a.git#egg=a\n-e .\n"
    assert for_uv("-e .\nsix --hash=sha256:00\n") == ([], {})


@pytest.mark.parametrize(
    "wanted, meant, not_meant",
    [
        ("3.10", [(3, 10, 0), (3, 10, 13)], [(3, 1, 0), (3, 11, 0)]),
        ("=3.6.2", [(3, 6, 2)], [(3, 6, 15)]),
        ("==3.8.*", [(3, 8, 18)], [(3, 9, 0)]),
        (">=3.8,<3.11", [(3, 8, 0), (3, 10, 13)], [(3, 7, 16), (3, 11, 0)]),
        ("3.8|3.9", [(3, 8, 1), (3, 9, 1)], [(3, 10, 0)]),
        ("~=3.8", [(3, 8, 0), (3, 12, 0)], [(3, 7, 0), (4, 0, 0)]),
        ("<=3.9,!=3.7.*", [(3, 9, 18), (3, 6, 0)], [(3, 10, 0), (3, 7, 5)]),
        (">3.9", [(3, 10, 0)], [(3, 9, 18)]),
    ],
)
def test_a_version_means_what_it_means_to_conda(wanted, meant, not_meant):
    assert [version for version in meant + not_meant if matches(version, wanted)] == meant


@pytest.mark.parametrize("version", [OWN, "=" + OWN, ">={}.{}".format(*sys.version_info[:2]), "python3", None])
def test_the_python_asked_for_is_found_on_the_target(machine, environment, version):
    script = "import sys; print('%d.%d.%d' % sys.version_info[:3])"
    assert machine.run(script, argv=PYTHON, environment=environment("", python=version)).code == 0, machine.read("setup.log").decode()
    if version and version[0] in "=123456789":
        assert machine.lines() == [OWN]


def test_a_python_that_is_not_there_is_named_with_those_that_are(machine, environment):
    status = machine.run("", argv=[], environment=environment(python="4.2"))
    assert status.detail.startswith("Python 4.2 is not on this target; it has ")
    assert all(".".join(map(str, version)) in status.detail for version in interpreters())
    assert "give the path of another, or install it there" in status.detail


def test_another_patch_of_the_same_python_takes_its_place_and_the_log_says_so(machine, environment):
    version = "{}.{}.999".format(*sys.version_info[:2])
    assert machine.run("", argv=[], environment=environment("", python=version)).code == 0
    assert f"Python {version} is not on this target; ".encode() in machine.read("setup.log")


def test_notes_stand_first_in_the_log(machine, environment):
    machine.run("", argv=[], environment=environment(notes=["azureml-core is not installed: Trainshed brings its own."]))
    assert machine.read("setup.log").startswith(b"azureml-core is not installed: Trainshed brings its own.\nBuilding environment key")


def test_addresses_with_a_password_come_as_secrets_and_stay_out_of_every_file(machine, environment, wheels):
    wanted = environment(variables={"UV_OFFLINE": "1"})
    machine.start(IMPORTS, argv=PYTHON, environment=wanted, secrets={"environment": {"UV_FIND_LINKS": str(wheels)}})
    assert machine.end().code == 0
    assert str(wheels) not in machine.read("job.json").decode()


def test_ten_jobs_at_once_build_it_once(machine, environment):
    jobs = [f"job{number}" for number in range(10)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda job_id: machine.start(IMPORTS, job_id, argv=PYTHON, environment=environment()), jobs))
    assert [machine.end(job_id).code for job_id in jobs] == [0] * 10
    assert sorted(events(machine, job_id)["environment"]["reused"] for job_id in jobs) == [False] + [True] * 9


def test_a_builder_that_is_killed_leaves_nothing_that_looks_whole(machine, environment, tmp_path):
    slow = tmp_path / "uv"
    slow.write_text(f"#!/bin/sh\nmkdir -p venv/bin; touch venv/bin/python\necho $$ >{tmp_path}/pid\nexec sleep 600\n")
    slow.chmod(0o755)
    machine.start(IMPORTS, "killed", argv=PYTHON, environment=environment(uv=str(slow)))
    uv = int(until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
    for pid in (machine.facts("runner", "killed")["pid"], uv):
        os.kill(pid, signal.SIGKILL)
    until(lambda: not is_alive(uv))
    assert machine.run(IMPORTS, "next", argv=PYTHON, environment=environment()).code == 0
    assert machine.lines(job_id="next") == [f"1.0 {machine.root / 'environments/key/1/venv'}"]


def test_a_full_disk_is_called_one(machine, environment, tmp_path):
    full = tmp_path / "uv"
    full.write_text(
        "#!/bin/sh\necho 'error: Failed to install: greeting' >&2\necho '  cause: No space left on device (os error 28)' >&2\nexit 2\n"
    )
    full.chmod(0o755)
    status = machine.run("", argv=[], environment=environment(uv=str(full)))
    assert status.detail.startswith(f"The disk of this target is full: the environment could not be built below {machine.root}, where ")


def test_a_conda_environment_of_the_target_is_built_on_and_left_as_it_is(machine, environment, a_conda):
    before = sorted(path.relative_to(a_conda) for path in a_conda.rglob("*") if path.suffix != ".pyc" and path.name != "__pycache__")
    script = "import hello, greeting, os; print(hello.version, greeting.version, os.environ['CONDA_PREFIX'], os.environ['HELLO_DATA'])"
    wanted = environment(base=str(a_conda), key="over")
    assert machine.run(script, argv=PYTHON, environment=wanted).code == 0, machine.read("setup.log").decode()
    assert machine.lines() == [f"1.0 1.0 {a_conda} {a_conda}/share/hello"]
    after = sorted(path.relative_to(a_conda) for path in a_conda.rglob("*") if path.suffix != ".pyc" and path.name != "__pycache__")
    assert after == before


def test_conda_packages_are_added_to_a_copy_of_a_conda_environment(machine, conda, a_conda, wheels):
    a_wheel(wheels, "farewell")
    offline = ["--offline", "--no-index", "--find-links", str(wheels)]
    subprocess.run([find_uv_bin(), "pip", "install", "-q", "--python", str(a_conda / "bin/python"), *offline, "farewell"], check=True)
    script = "import hello, greeting, farewell; print(hello.version, farewell.version, greeting.version)"
    machine.run(script, argv=PYTHON, environment=conda(base=str(a_conda), key="copy", pip="greeting", channels=[]))
    assert machine.lines() == ["1.0 1.0 1.0"]  # as it is there, though the channel has hello 2.0
    assert "hello=1.0=0" in machine.read("freeze.txt").decode()


def test_an_interpreter_of_a_conda_environment_is_activated(machine, a_conda):
    script = "import sys, os; print(sys.prefix, os.environ['HELLO_DATA'])"
    machine.run(script, argv=PYTHON, environment={"kind": "interpreter", "python": None, "base": str(a_conda)})
    assert machine.lines() == [f"{a_conda} {a_conda}/share/hello"]


def test_conda_environments_are_found_by_name(a_conda, monkeypatch):
    from computes.agent.environments import conda_places

    monkeypatch.setenv("CONDA_ROOT", str(a_conda.parents[1]))
    assert conda_places.find("mine") == str(a_conda)
    with pytest.raises(Failed, match="no conda environment named 'other': it has .*mine"):
        conda_places.find("other")


def test_a_base_that_is_not_there_is_named(machine, environment):
    status = machine.run("", argv=[], environment=environment(base="/nowhere/at/all"))
    assert "There is no conda environment at /nowhere/at/all on this target" in status.detail
