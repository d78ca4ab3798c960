import pytest

from runs.runconfig import Document, RunconfigError, conda_path, environment_path, resolve_name
from runs.runconfig.companions import read_environment, reference

from . import samples

GENERATED = samples.SAMPLES / "sdk-generated" / "v1.61.0" / ".azureml"


@pytest.mark.parametrize(
    ("name", "paths", "found"),
    [
        ("train", [".azureml/train.runconfig"], ".azureml/train.runconfig"),
        ("train", [".azureml/train", ".azureml/train.runconfig"], ".azureml/train"),
        ("train.runconfig", [".azureml/train.runconfig"], ".azureml/train.runconfig"),
        ("local", [".azureml/local", "aml_config/local"], "aml_config/local"),
        ("local", [".azureml/local", "aml_config/other"], None),
        ("config/train-aml", ["config/train-aml.runconfig"], "config/train-aml.runconfig"),
        ("config/train-aml.runconfig", ["config/train-aml.runconfig"], "config/train-aml.runconfig"),
        ("./config\\train", ["config/train.runconfig"], "config/train.runconfig"),
        ("run_config.yml", ["run_config.yml"], "run_config.yml"),
        ("nothing", [".azureml/train"], None),
    ],
)
def test_a_name_is_resolved_as_azure_ml_did(name, paths, found):
    assert resolve_name(name, paths) == found


def of(text: str):
    return Document.read(text).configuration


def test_the_conda_file_of_a_configuration():
    assert conda_path(of("environment: {python: {condaDependenciesFile: a.yml}}")) == "a.yml"
    assert conda_path(of("environment: {python: {condaDependenciesFile: a.yml, userManagedDependencies: true}}")) is None
    assert conda_path(of("environment: {python: {condaDependenciesFile: a.yml, condaDependencies: {dependencies: []}}}")) is None
    assert conda_path(of("environment: {python: }")) is None
    assert conda_path(of("environment:")) is None
    assert conda_path(of("environment: env.yml")) is None


def test_an_environment_in_a_file_of_its_own():
    configuration = of(samples.read(GENERATED / "separate_env.runconfig"))
    assert environment_path(configuration) == ".azureml/environment.yml"
    section = read_environment(samples.read(GENERATED / "environment.yml"))
    assert section["python"]["condaDependenciesFile"] == ".azureml/conda_dependencies.yml"
    assert environment_path(of("")) is None


@pytest.mark.parametrize("text", ["---\nName: mine\n", '{"name": "mine"}', "# c\nname: mine"])
def test_an_environments_file_may_be_written_as_any_other(text):
    assert read_environment(text)["name"] == "mine"


@pytest.mark.parametrize("text", ["- mine", "python: 3", "docker: {enabled: {}, arguments: 1}"])
def test_an_environments_file_that_is_none_is_refused(text):
    with pytest.raises(RunconfigError):
        read_environment(text)


def test_an_environment_by_name_is_told_from_one_that_is_written_out():
    assert reference(Document.read("environment: {name: mine, version: 2}")) == ("mine", "2")
    assert reference(Document.read("environment: {name: mine, version: }")) == ("mine", None)
    assert reference(Document.read("environment: {name: mine, python: {userManagedDependencies: true}}")) is None
    assert reference(Document.read("environment: mine.yml")) is None
    assert reference(Document.read("script: a.py")) is None
