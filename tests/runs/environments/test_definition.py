"""What an environment is, once it is frozen: everything it needs inside, nothing that goes without saying."""

import pytest
from django.core.exceptions import ValidationError

from runs.environments.definition import builds, definition, digest, key


def frozen(python: dict, files: dict[str, str] | None = None, companions: dict[str, str] | None = None, **others) -> dict:
    return definition({"python": python, **others}, companions or {}, (files or {}).get)


def conda(*specs, pip: list[str] | None = None, **others) -> dict:
    return {"condaDependencies": {"dependencies": [*specs, *([{"pip": pip}] if pip else [])], **others}}


FILE = "name: project_environment\nchannels: [conda-forge]\ndependencies:\n- python=3.8.5\n- pip:\n  - numpy\n"


def test_a_conda_file_is_taken_in_from_the_configuration_or_from_the_source():
    inline = {"python": conda("python=3.8.5", pip=["numpy"], channels=["conda-forge"])}
    named = {"condaDependenciesFile": ".azureml/conda_dependencies.yml", "userManagedDependencies": False}
    assert frozen(named, files={".azureml/conda_dependencies.yml": FILE}) == inline
    assert frozen(named, companions={".azureml/conda_dependencies.yml": FILE}) == inline


def test_a_conda_file_that_is_missing_is_a_sentence():
    with pytest.raises(ValidationError, match="conda file conda.yml is not there"):
        frozen({"condaDependenciesFile": "conda.yml"})


def test_nulls_defaults_examples_and_names_do_not_count():
    said = {"interpreterPath": "python", "userManagedDependencies": False, "condaDependenciesFile": None, "baseCondaEnvironment": None}
    docker = {"enabled": False, "baseImage": "mcr.microsoft.com/azureml/base", "shmSize": "2g"}
    others = {"docker": docker, "name": "x", "version": "3", "environmentVariables": {"EXAMPLE_ENV_VAR": "EXAMPLE_VALUE"}, "r": None}
    assert frozen(said | conda("python=3.8"), **others) == frozen(conda("python=3.8"))


def test_variables_and_names_change_the_digest_or_nothing_but_never_what_is_built():
    plain, with_variables = frozen(conda("python=3.8")), frozen(conda("python=3.8"), environmentVariables={"A": "1"})
    assert digest(plain) != digest(with_variables)
    assert key(plain) == key(with_variables) != ""


@pytest.mark.parametrize(
    "other",
    [
        conda("python=3.9"),
        conda("python=3.8", "numpy"),
        conda("python=3.8", pip=["numpy"]),
        conda("python=3.8") | {"baseCondaEnvironment": "base"},
        conda("python=3.8") | {"baseInterpreter": "/opt/python"},
    ],
)
def test_what_is_built_has_its_own_key(other):
    assert key(frozen(other)) != key(frozen(conda("python=3.8")))


@pytest.mark.parametrize("same", [conda("python=3.8", "pip=20.1", channels=["bioconda"]), conda("python=3.8", pip=["azureml-sdk", "-e ."])])
def test_what_is_not_built_into_it_does_not_change_its_key(same):
    assert key(frozen(same)) == key(frozen(conda("python=3.8")))


def test_channels_matter_to_conda_packages():
    assert key(frozen(conda("samtools", channels=["bioconda"]))) != key(frozen(conda("samtools")))


def test_the_order_of_conda_packages_does_not_matter():
    assert key(frozen(conda("python=3.8", "a", "b"))) == key(frozen(conda("b", "python=3.8", "a")))


def test_requirement_files_and_constraints_are_taken_in():
    files = {
        "requirements.txt": "numpy  # for arrays\n-r more.txt\n-c pins/limits.txt\n",
        "more.txt": "scipy\n",
        "pins/limits.txt": "numpy<2\n",
    }
    python = frozen(conda("python=3.8", pip=["-r requirements.txt"]), files)["python"]
    assert python["condaDependencies"]["dependencies"][1] == {"pip": ["numpy", "scipy", "-c pins-limits.txt"]}
    assert python["pipFiles"] == {"pins-limits.txt": "numpy<2\n"}


def test_requirement_files_are_looked_for_beside_the_conda_file_first():
    text = "dependencies:\n- pip:\n  - -r requirements.txt\n"
    files = {"env/conda.yml": text, "env/requirements.txt": "near\n", "requirements.txt": "far\n"}
    python = frozen({"condaDependenciesFile": "env/conda.yml"}, files)["python"]
    assert python["condaDependencies"]["dependencies"] == [{"pip": ["near"]}]


def test_files_that_name_themselves_are_refused():
    with pytest.raises(ValidationError, match="Break the circle"):
        frozen(conda(pip=["-r a.txt"]), {"a.txt": "-r a.txt\n"})


def test_freezing_what_is_frozen_changes_nothing():
    once = frozen(conda("python=3.8", pip=["-c limits.txt", "numpy"]), {"limits.txt": "numpy<2\n"})
    assert frozen(once["python"]) == once


@pytest.mark.parametrize(
    "python", [{}, {"userManagedDependencies": True}, {"userManagedDependencies": True, "interpreterPath": "/opt/python"}]
)
def test_where_nothing_is_asked_for_nothing_is_built(python):
    assert not builds(frozen(python)) and key(frozen(python)) == ""


@pytest.mark.parametrize("path", ["./conda.yml", "conda.yml", ".azureml\\conda.yml"])
def test_a_conda_file_is_looked_for_beside_the_run_configuration_too(path):
    assert frozen({"condaDependenciesFile": path}, files={".azureml/conda.yml": FILE})["python"]["condaDependencies"]


def test_files_that_name_each_other_a_thousand_times_are_read_once():
    read: list[str] = []
    files = {f"{n}.txt": f"-r {n + 1}.txt\n-r x/../{n + 1}.txt\n" * 500 for n in range(8)} | {"8.txt": "numpy\n"}

    def text(path: str) -> str | None:
        read.append(path)
        return files.get(path.removeprefix("x/../"))

    python = definition({"python": conda("python", pip=["-r 0.txt", "-r ./0.txt"])}, {}, text)["python"]
    assert python["condaDependencies"]["dependencies"][1] == {"pip": ["numpy"]}
    assert len(read) < 50
