"""`RunConfiguration`: how a script is run, by v1's names. `run.target`, `run.environment.python.user_managed_dependencies`, …"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from .. import runconfigs
from ..exceptions import RunConfigurationException
from .conda_dependencies import CONDA_FILE_NAME, CondaDependencies, dumped
from .environment import DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE, Environment
from .sections import Fact, Name, Part, Section

MPI_CPU_IMAGE, MPI_GPU_IMAGE = DEFAULT_CPU_IMAGE, DEFAULT_GPU_IMAGE
LOCAL_RUNCONFIG_NAME = "local"
CONDA_PATH = ("environment", "python")

__all__ = [
    "DEFAULT_CPU_IMAGE",
    "DEFAULT_GPU_IMAGE",
    "MPI_CPU_IMAGE",
    "MPI_GPU_IMAGE",
    "DataReferenceConfiguration",
    "DockerConfiguration",
    "MpiConfiguration",
    "PyTorchConfiguration",
    "RunConfiguration",
    "TensorflowConfiguration",
]


class HistoryConfiguration(Section):
    output_collection = Fact("outputCollection", True)
    snapshot_project = Fact("snapshotProject", True)
    directories_to_watch = Fact("directoriesToWatch", ["logs"])


class SparkConfiguration(Section):
    configuration = Fact("configuration", {})


class HdiConfiguration(Section):
    yarn_deploy_mode = Fact("yarnDeployMode", "cluster")


class _Distribution(Section):
    """Said by keywords, as `MpiConfiguration(process_count_per_node=2)`."""

    def __init__(self, *values: Any, **facts: Any):
        super().__init__()
        names = [name for name, fact in vars(type(self)).items() if isinstance(fact, Fact)]
        for name, value in {**dict(zip(names, values)), **facts}.items():
            setattr(self, name, value)


class MpiConfiguration(_Distribution):
    process_count_per_node = Fact("processCountPerNode", 1)
    node_count = Fact("nodeCount", 1)


class TensorflowConfiguration(_Distribution):
    worker_count = Fact("workerCount", 1)
    parameter_server_count = Fact("parameterServerCount", 1)


class PyTorchConfiguration(_Distribution):
    communication_backend = Fact("communicationBackend", "nccl")
    process_count = Fact("processCount")
    node_count = Fact("nodeCount", 1)


class DockerConfiguration(_Distribution):
    use_docker = Fact("useDocker", False)
    shared_volumes = Fact("sharedVolumes", True)
    arguments = Fact("arguments", [])
    shm_size = Fact("shmSize", "2g")


class AmlComputeConfiguration(Section):
    vm_size = Fact("vmSize")
    vm_priority = Fact("vmPriority")
    retain_cluster = Fact("retainCluster", False)
    name = Fact("name")
    cluster_max_node_count = Fact("clusterMaxNodeCount")


class DataReferenceConfiguration(Section):
    datastore_name = Fact("dataStoreName")
    mode = Fact("mode", "mount")
    path_on_datastore = Fact("pathOnDataStore")
    path_on_compute = Fact("pathOnCompute")
    overwrite = Fact("overwrite", False)

    def __init__(
        self,
        datastore_name: str | None = None,
        mode: str = "mount",
        path_on_datastore: str | None = None,
        path_on_compute: str | None = None,
        overwrite: bool = False,
    ):
        super().__init__()
        self.datastore_name, self.mode, self.path_on_datastore = datastore_name, mode, path_on_datastore
        self.path_on_compute, self.overwrite = path_on_compute, overwrite


class RunConfiguration(Section):
    _name: str | None
    script = Fact("script")
    command = Fact("command")
    arguments = Fact("arguments", [])
    target = Name("target", "local")
    framework = Fact("framework", "Python")
    communicator = Fact("communicator", "None")
    auto_prepare_environment = Fact("autoPrepareEnvironment", True)
    prepare_environment = Fact("prepareEnvironment", True)
    max_run_duration_seconds = Fact("maxRunDurationSeconds")
    node_count = Fact("nodeCount", 1)
    priority = Fact("priority")
    job_name = Fact("jobName")
    environment = Part("environment", Environment)
    environment_variables = Fact("environmentVariables", {})
    history = Part("history", HistoryConfiguration)
    spark = Part("spark", SparkConfiguration)
    hdi = Part("hdi", HdiConfiguration)
    docker = Part("docker", DockerConfiguration)
    tensorflow = Part("tensorflow", TensorflowConfiguration)
    mpi = Part("mpi", MpiConfiguration)
    pytorch = Part("pytorch", PyTorchConfiguration)
    amlcompute = Part("amlcompute", AmlComputeConfiguration)
    data_references = Fact("dataReferences", {})
    data = Fact("data", {})
    output_data = Fact("outputData", {})
    source_directory_data_store = Fact("sourceDirectoryDataStore")
    credential_passthrough = Fact("credentialPassthrough", False)

    def __init__(
        self,
        script: str | None = None,
        arguments: list | None = None,
        framework: str | None = None,
        communicator: str | None = None,
        conda_dependencies: CondaDependencies | None = None,
        command: str | list[str] | None = None,
    ):
        super().__init__()
        given = {"script": script, "arguments": arguments, "framework": framework, "communicator": communicator, "command": command}
        self._tree.update({key: value for key, value in given.items() if value is not None})
        if conda_dependencies is not None:
            self.environment.python.conda_dependencies = conda_dependencies
        self.__dict__["_name"] = None

    @classmethod
    def from_tree(cls, tree: dict[str, Any]) -> Any:
        made = super().from_tree(tree)
        made.__dict__["_name"] = None
        return made

    def __deepcopy__(self, memo: dict) -> RunConfiguration:
        made = super().__deepcopy__(memo)
        made.__dict__["_name"] = self._name
        return made

    @property
    def name(self) -> str | None:
        """What it was loaded or saved as."""
        return self._name

    @staticmethod
    def load(path: str, name: str | None = None) -> RunConfiguration:
        """The one called `name` of the project at `path`; without a name the file at `path`."""
        whole = Path(path)
        found = whole if name is None and whole.is_file() else runconfigs.find(whole, name) if name else None
        if found is None:
            known = ", ".join(runconfigs.names(whole)) if whole.is_dir() else ""
            raise RunConfigurationException(f"There is no run configuration {name or path} in {whole}. There are: {known or 'none'}.")
        file = runconfigs.read(whole if name else found.parent, found, name)
        tree = runconfigs.parsed(file.text)
        if not isinstance(tree, dict):
            raise RunConfigurationException(f"{found} cannot be read as YAML: trainshed runconfig validate {found} says where.")
        return _loaded(tree, file)

    def save(self, path: str | None = None, name: str | None = None, separate_environment_yaml: bool = False) -> None:
        """As NAME.runconfig of the project at `path`, with its conda file beside it; without a name into the file `path`."""
        file = (
            Path(path or ".")
            if name is None and path
            else runconfigs.configuration_folder(Path(path or ".")) / f"{name or 'local'}.runconfig"
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        before = f"{file.parent.name}/" if name is not None or not path else ""
        tree = copy.deepcopy(self).tree()
        python = tree.get("environment", {}).get("python", {})
        if conda := python.pop("condaDependencies", None):
            (file.parent / CONDA_FILE_NAME).write_text(dumped(conda))
            python["condaDependenciesFile"] = f"{before}{CONDA_FILE_NAME}"
        if separate_environment_yaml and "environment" in tree:
            (file.parent / "environment.yml").write_text(dumped(tree["environment"]))
            tree["environment"] = f"{before}environment.yml"
        file.write_text(dumped(tree))
        self.__dict__["_name"] = name or file.name.removesuffix(runconfigs.ENDING)

    @staticmethod
    def delete(path: str, name: str) -> None:
        if found := runconfigs.find(Path(path), name):
            found.unlink()

    @property
    def text(self) -> str:
        """As the studio reads it: YAML, the conda dependencies inside it."""
        return dumped(self.tree() | {} if self.tree() else {"target": "local"})


def _loaded(tree: dict[str, Any], file: runconfigs.ConfigurationFile) -> RunConfiguration:
    """With the files that it names in the places of their names."""
    made = RunConfiguration.from_tree(tree)
    if isinstance(named := made._tree.get("environment"), str):
        made._tree["environment"] = runconfigs.parsed(file.companions[named]) or {}
    conda = made.environment.python.conda_dependencies_file
    if conda:
        made.environment.python.conda_dependencies = CondaDependencies(_underlying_structure=runconfigs.parsed(file.companions[conda]))
    made.__dict__["_name"] = file.name
    return made
