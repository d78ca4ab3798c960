import pytest

from runs.runconfig import CondaFile, RunconfigError
from runs.runconfig.conda import is_azureml, package

from . import samples

FILES = samples.SAMPLES / "conda_dependencies"


def conda(name: str) -> CondaFile:
    return CondaFile.read(samples.read(FILES / name))


def test_a_usual_file():
    found = conda("Azure__aml-run/tests__train__train_with_yaml_run_config__environment.yml")
    assert (found.name, found.channels, found.python, found.needs_conda) == ("training_env", ["conda-forge"], "3.6.2", True)
    assert found.dependencies == ["python=3.6.2", "scikit-learn=0.23.2", "matplotlib=3.3.3"]
    assert found.pip == ["azureml-defaults==1.20.0"]


def test_options_of_pip_stay_lines():
    found = conda("microsoft__MLOps/examples__explainability__.azureml__conda_dependencies.yml")
    assert found.pip[:2] == [
        "--index-url https://azuremlsdktestpypi.azureedge.net/AzureML-Contrib-Explain-Model-Gated/3010237",
        "--extra-index-url https://pypi.python.org/simple",
    ]
    assert found.dependencies == ["python=3.6.2", "scikit-learn"]


def test_a_dash_with_nothing_behind_it_says_nothing():
    assert conda("Azure__MLOps-TDSP-Template/conda_dependencies.yml").pip[-1] == "pytest"


def test_what_azure_ml_brings_is_left_out_and_told():
    found, removed = conda("konabuta__azureml-mlops/.azureml__conda_dependencies.yml").without_azureml()
    assert removed == ["azureml-defaults==1.19.0", "azureml-core==1.19.0", "azureml-widgets==1.19.0"]
    assert found.pip == ["interpret", "matplotlib"]
    assert "azureml-" not in found.text


def test_a_wheel_of_azure_ml_is_left_out_too():
    found, removed = conda("vu-h-le__aml-deep-learning-mnist/aml_config__conda_dependencies.yml").without_azureml()
    assert [line.partition("?")[0].rpartition("/")[2] for line in removed] == [
        "azure-ml-api-sdk==0.1.0a10", "azureml.datacollector==0.1.0a13", "azureml.assets-1.0.0-py3-none-any.whl",
    ]  # fmt: skip
    assert found.pip == []
    assert "tensorflow" in found.dependencies


PYTHONS = [
    ("python=3.8", "3.8"), ("python==3.6.2", "3.6.2"), ("python=3.7.*", "3.7.*"), ("python >=3.8,<3.11", ">=3.8,<3.11"), ("python", ""),
    ("python=3.8=h1234_cpython", "3.8"), ("conda-forge::python=3.9", "3.9"), ("python 3.9.*", "3.9.*"), ("numpy", None), ("python-dateutil", None),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "version"), PYTHONS)
def test_the_python_that_is_asked_for(spec, version):
    assert CondaFile.of({"dependencies": [spec]}).python == version


@pytest.mark.parametrize(
    ("dependencies", "needed"), [(["python=3.8", "pip", {"pip": ["torch"]}], False), (["python", "numpy"], True), ([], False)]
)
def test_conda_is_needed_for_more_than_python_and_pip(dependencies, needed):
    assert CondaFile.of({"dependencies": dependencies}).needs_conda is needed


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("azureml-core==1.2", "azureml-core"), ("azureml_core", "azureml_core"), ("azureml.datacollector==0.1", "azureml.datacollector"),
        ("azureml-dataprep[pandas,fuse]", "azureml-dataprep"), ("-e .", ""), ("--index-url https://x", ""), ("https://x/torch-1.whl", ""),
        ("Torch >= 1", "torch"), ("conda-forge::numpy", "numpy"), ("azureml-sdk @ https://x", "azureml-sdk"),
    ],
)  # fmt: skip
def test_the_package_of_a_line(line, name):
    assert package(line) == name
    assert is_azureml(line) == name.startswith("azureml")


BROKEN = [
    "- numpy\n",
    "dependencies:\n- numpy: 1.2\n",
    "dependencies: {numpy: 1}\n",
    "dependencies: [[numpy]]\n",
    "dependencies: [{pip: {a: 1}}]\n",
    "numpy\n",
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_conda_file_is_refused_with_a_sentence(text):
    with pytest.raises(RunconfigError) as refused:
        CondaFile.read(text)
    assert refused.value.sentence.endswith(".")


def test_an_empty_file_asks_for_nothing():
    assert CondaFile.read("# nothing yet\n") == CondaFile(written="# nothing yet\n")


def test_versions_that_look_like_numbers_stay_words():
    assert CondaFile.read("name: 1.10\ndependencies:\n- 7zip\n- 2.0\n").dependencies == ["7zip", "2.0"]
