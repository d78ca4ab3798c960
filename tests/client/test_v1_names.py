"""The SDK by Azure ML v1's names, without a studio: run configurations, conda files and environments."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from trainshed.core import CondaDependencies, Environment, RunConfiguration, ScriptRunConfig
from trainshed.core.runconfig import DEFAULT_CPU_IMAGE, DockerConfiguration, MpiConfiguration, PyTorchConfiguration
from trainshed.exceptions import RunConfigurationException, UserErrorException

SAMPLES = Path(__file__).parents[1] / "samples"


def _files(folder: str) -> list[Path]:
    found = [path for path in (SAMPLES / folder).rglob("*") if path.is_file() and path.parent.name in (".azureml", "aml_config")]
    return [path for path in found if path.suffix in ("", ".runconfig")]


def test_only_what_is_said_is_written():
    config = RunConfiguration()
    config.target, config.environment.python.user_managed_dependencies = "gpu", True
    assert config.environment.docker.enabled is False  # looked at, not said
    assert config.tree() == {"target": "gpu", "environment": {"python": {"userManagedDependencies": True}}}
    assert RunConfiguration.from_tree(config.tree()).tree() == config.tree()


def test_a_name_that_there_is_not_is_refused_with_the_one_that_was_meant():
    with pytest.raises(AttributeError, match="no nodecount. Did you mean node_count"):
        RunConfiguration().nodecount = 4
    with pytest.raises(TypeError, match="environment takes a Environment"):
        RunConfiguration().environment = "myenv"


def test_a_target_is_said_by_its_name_or_by_itself():
    class Target:
        name = "cpucluster"

    config = RunConfiguration(framework="pyspark")
    config.target = Target()
    assert config.tree() == {"framework": "pyspark", "target": "cpucluster"}


def test_a_password_is_not_printed():
    config = RunConfiguration()
    config.environment.docker.base_image_registry.password = "hush"
    assert "hush" not in repr(config) and "hush" in config.text


@pytest.mark.parametrize(
    "path", [*_files("folder-attach"), *_files("sdk-generated")], ids=lambda path: f"{path.parents[1].name}-{path.name}"
)
def test_what_v1_wrote_is_loaded_and_says_the_same_again(path, tmp_path):
    config = RunConfiguration.load(str(path.parents[1]), path.name)
    assert config.name == path.name.removesuffix(".runconfig")
    assert config.environment.docker.base_image.startswith("mcr.microsoft.com/")
    config.save(str(tmp_path), "again")
    assert RunConfiguration.load(str(tmp_path), "again").tree() == config.tree()


def test_a_configuration_is_saved_with_its_conda_file_and_loaded_again(tmp_path):
    config = RunConfiguration(script="train.py", conda_dependencies=CondaDependencies.create(pip_packages=["numpy"]))
    config.save(str(tmp_path), "train", separate_environment_yaml=True)
    assert {path.name for path in (tmp_path / ".azureml").iterdir()} == {"train.runconfig", "conda_dependencies.yml", "environment.yml"}
    again = RunConfiguration.load(str(tmp_path), "train")
    assert again.environment.python.conda_dependencies.pip_packages == ["numpy"]
    RunConfiguration.delete(str(tmp_path), "train")
    with pytest.raises(RunConfigurationException, match="no run configuration train .* There are: "):
        RunConfiguration.load(str(tmp_path), "train")


def test_conda_dependencies_are_made_of_parts(tmp_path):
    conda = CondaDependencies.create(conda_packages=["scikit-learn"], pip_packages=["a==1", "b"], python_version="3.11")
    conda.add_pip_package("A==2")
    conda.add_conda_package("scikit-learn=1.5")
    conda.set_pip_option("--index-url https://packages.invalid/simple")
    conda.add_channel("conda-forge")
    assert (conda.python_version, conda.conda_packages) == ("3.11", ["scikit-learn=1.5"])
    assert (conda.pip_packages, conda.pip_options) == (["b", "A==2"], ["--index-url https://packages.invalid/simple"])
    conda.save(str(tmp_path / "conda.yml"))
    assert CondaDependencies(str(tmp_path / "conda.yml")).tree() == conda.tree()
    conda.remove_pip_package("b")
    conda.remove_conda_package("scikit-learn")
    assert conda.pip_packages == ["A==2"] and conda.conda_packages == []
    with pytest.raises(UserErrorException, match="no conda file"):
        CondaDependencies(str(tmp_path / "nothing.yml"))


def test_environments_come_from_files_and_go_into_folders(tmp_path):
    (tmp_path / "requirements.txt").write_text("# comment\n--index-url https://packages.invalid\n\nnumpy\n-e .\n")
    made = Environment.from_pip_requirements("mine", str(tmp_path / "requirements.txt"))
    assert made.python.conda_dependencies.pip_options == ["--index-url https://packages.invalid", "-e ."]
    made.save_to_directory(str(tmp_path / "mine"))
    again = Environment.load_from_directory(str(tmp_path / "mine"))
    assert again.tree() == made.tree() and json.loads((tmp_path / "mine/azureml_environment.json").read_text())["name"] == "mine"
    clone = again.clone("yours")
    clone.python.conda_dependencies.add_pip_package("pandas")
    assert again.name == "mine" and again.python.conda_dependencies.pip_packages == ["numpy"]
    with pytest.raises(UserErrorException, match="already"):
        made.save_to_directory(str(tmp_path / "mine"))


def test_what_v1_saved_of_an_environment_is_loaded():
    made = Environment.load_from_directory(str(SAMPLES / "sdk-generated/v1.11.0/environment_save_to_directory"))
    assert made.name and made.docker.base_image == DEFAULT_CPU_IMAGE and made.python.conda_dependencies.pip_packages


def test_a_script_run_says_script_arguments_and_how():
    environment = Environment("mine")
    source = ScriptRunConfig(".", "train.py", ["--epochs", 3], compute_target="gpu", environment=environment, max_run_duration_seconds=60)
    source.run_config.docker = DockerConfiguration(use_docker=True)
    wanted = source.wanted()
    assert (wanted["configuration"], wanted["script"], wanted["arguments"]) == ("train", "train.py", ["--epochs", "3"])
    assert all(line in wanted["runconfig"] for line in ("target: gpu", "maxRunDurationSeconds: 60", "name: mine", "useDocker: true"))
    assert "--epochs" not in wanted["runconfig"]


@pytest.mark.parametrize(
    ("how", "framework", "communicator"),
    [(MpiConfiguration(2, node_count=3), "Python", "OpenMpi"), (PyTorchConfiguration(process_count=8, node_count=3), "PyTorch", "Nccl")],
)
def test_a_distributed_job_says_its_nodes(how, framework, communicator):
    config = ScriptRunConfig(".", "train.py", distributed_job_config=how).run_config
    assert (config.framework, config.communicator, config.node_count) == (framework, communicator, 3)
    assert MpiConfiguration(2).process_count_per_node == 2


def test_what_cannot_be_submitted_is_refused_with_a_sentence():
    with pytest.raises(UserErrorException, match="Say which script"):
        ScriptRunConfig(".").wanted()
    with pytest.raises(UserErrorException, match="takes a RunConfiguration"):
        ScriptRunConfig(".", "train.py", run_config="local")


def test_inside_a_run_only_what_logs_is_loaded():
    code = "import sys, trainshed; print(sorted(name for name in sys.modules if name.split('.')[0] in ('trainshed', 'httpx', 'click', 'ruamel')))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "['trainshed', 'trainshed.journal']\n"
