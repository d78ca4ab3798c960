"""Run configurations of the Workbench, 2017 and 2018."""

import pytest

from runs.runconfig import Document, Known, RunconfigError, lint

from . import samples

WORKBENCH = samples.SAMPLES / "runconfig-legacy-workbench"
IRIS = WORKBENCH / "Azure-Samples__MachineLearningSamples-Iris"
MNIST = WORKBENCH / "vu-h-le__aml-deep-learning-mnist"


def beside(folder):
    """The files of its folder, by the names they had there."""
    return {path.name.removeprefix("aml_config__"): samples.read(path) for path in folder.iterdir()}


@pytest.mark.parametrize("path", samples.legacy(), ids=samples.label)
def test_a_workbench_file_is_recognised_and_told(path):
    document = Document.read(samples.read(path))
    assert document.legacy
    assert document.text.encode() == path.read_bytes()
    assert document.get("environment.python.condaDependenciesFile") == "aml_config/conda_dependencies.yml"
    told = [finding for finding in lint(document, Known()) if "Workbench run configuration" in finding.message]
    assert [finding.level for finding in told] == ["warning"]


@pytest.mark.parametrize("path", [path for path in samples.runconfigs() if path not in samples.legacy()], ids=samples.label)
def test_no_other_file_is_taken_for_one(path):
    assert not Document.read(samples.read(path)).legacy


def test_its_target_is_read_from_the_compute_file():
    document = Document.read(samples.read(MNIST / "aml_config__DSVM-Ubuntu-GPU.runconfig"), beside(MNIST))
    docker = document.configuration.environment.docker
    assert (docker.enabled, docker.base_image, docker.gpu_support) == (True, "microsoft/mmlspark:plus-gpu-0.7.91", True)
    assert document.get("target") == "DSVM-Ubuntu-GPU"
    assert "AzureMlSecret" not in document.modern
    assert any("vhl-dsvm-ubuntu.westus2.cloudapp.azure.com" in note for note in document.notes)


def test_its_spark_settings_are_read_from_their_file():
    document = Document.read(samples.read(IRIS / "aml_config__docker-spark.runconfig"), beside(IRIS))
    assert document.get("framework") == "PySpark"
    assert document.get("spark.configuration.spark.app.name") == "Classifying Iris"
    assert document.get("environment.spark.packages")[0]["artifact"] == "mmlspark_2.11"


def test_script_arguments_and_variables_are_taken_over():
    document = Document.read(
        "ArgumentVector:\n- train.py\n- --lr\n- 0.1\nTarget: local\nEnvironmentVariables:\n  A: b\nTrackedRun: false\nCondaDependenciesFile: c.yml\n"
    )
    configuration = document.configuration
    assert (configuration.script, configuration.arguments) == ("train.py", ["--lr", 0.1])
    assert configuration.environment.environment_variables == {"A": "b"}
    assert configuration.history.output_collection is False


def test_a_script_that_was_the_open_file_has_to_be_named():
    document = Document.read(samples.read(IRIS / "aml_config__local.runconfig"))
    assert document.configuration.script is None
    assert any("say which script to run" in note for note in document.notes)


def test_an_edit_writes_it_in_todays_form():
    document = Document.read(samples.read(IRIS / "aml_config__local.runconfig"))
    document.set("script", "iris_sklearn.py")
    assert not document.legacy
    assert document.text.startswith("script: iris_sklearn.py\narguments: []\ntarget: local\nframework: Python\nenvironment:\n")
    assert Document.read(document.text).configuration.script == "iris_sklearn.py"


def test_a_broken_file_beside_it_is_named():
    with pytest.raises(RunconfigError, match="docker.compute, line 1: The tag !!python"):
        Document.read("ArgumentVector: [a.py]\nTarget: docker\nTrackedRun: true\n", {"docker.compute": "a: !!python/name:x y"})
