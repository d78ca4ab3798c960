"""What a run's Python has: `Environment`, and the sections that it is made of."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..exceptions import UserErrorException, refused_as
from ..values import safe
from .conda_dependencies import CONDA_FILE_NAME, CondaDependencies, dumped
from .sections import Fact, Part, Section

DEFAULT_CPU_IMAGE = "mcr.microsoft.com/azureml/intelmpi2018.3-ubuntu16.04:20200723.v1"
DEFAULT_GPU_IMAGE = "mcr.microsoft.com/azureml/intelmpi2018.3-cuda10.0-cudnn7-ubuntu16.04:20200723.v1"
ENVIRONMENT_FILE = "azureml_environment.json"


class PythonSection(Section):
    user_managed_dependencies = Fact("userManagedDependencies", False)
    interpreter_path = Fact("interpreterPath", "python")
    conda_dependencies_file = Fact("condaDependenciesFile")
    base_conda_environment = Fact("baseCondaEnvironment")

    @property
    def conda_dependencies(self) -> CondaDependencies:
        held = self._tree.get("condaDependencies")
        if not isinstance(held, CondaDependencies):
            held = self._tree["condaDependencies"] = CondaDependencies(_underlying_structure=held)
        return held

    @conda_dependencies.setter
    def conda_dependencies(self, value: CondaDependencies) -> None:
        if not isinstance(value, CondaDependencies):
            raise TypeError(f"conda_dependencies takes a CondaDependencies, and got a {type(value).__name__}.")
        self._tree["condaDependencies"] = value
        self._tree.pop("condaDependenciesFile", None)


class RegistrySection(Section):
    address = Fact("address")
    username = Fact("username")
    password = Fact("password")


class DockerSection(Section):
    enabled = Fact("enabled", False)
    base_image = Fact("baseImage", DEFAULT_CPU_IMAGE)
    base_dockerfile = Fact("baseDockerfile")
    base_image_registry = Part("baseImageRegistry", RegistrySection)
    shared_volumes = Fact("sharedVolumes", True)
    shm_size = Fact("shmSize", "2g")
    arguments = Fact("arguments", [])
    gpu_support = Fact("gpuSupport", False)


class SparkPackages(Section):
    repositories = Fact("repositories", [])
    packages = Fact("packages", [])
    precache_packages = Fact("precachePackages", True)


class Environment(Section):
    name = Fact("name")
    version = Fact("version")
    environment_variables = Fact("environmentVariables", {})
    python = Part("python", PythonSection)
    docker = Part("docker", DockerSection)
    spark = Part("spark", SparkPackages)
    inferencing_stack_version = Fact("inferencingStackVersion")

    def __init__(self, name: str | None = None, **facts: Any):
        super().__init__()
        if name is not None:
            self.name = name
        for fact, value in facts.items():
            setattr(self, fact, value)

    @staticmethod
    def from_conda_specification(name: str, file_path: str) -> Environment:
        made = Environment(name)
        made.python.conda_dependencies = CondaDependencies(str(file_path))
        return made

    @staticmethod
    def from_pip_requirements(name: str, file_path: str, pip_version: str | None = None) -> Environment:
        """Every line of the file, options included."""
        made = Environment(name)
        try:
            lines = [line.strip() for line in Path(file_path).read_text(encoding="utf-8-sig").splitlines()]
        except FileNotFoundError:
            raise UserErrorException(f"There is no requirements file {file_path}. Correct its path.") from None
        made.python.conda_dependencies = CondaDependencies.create(pip_packages=[line for line in lines if line and line[0] != "#"])
        return made

    @staticmethod
    def from_existing_conda_environment(name: str, conda_environment_name: str) -> Environment:
        """That environment of the compute target, as it is."""
        made = Environment(name)
        made.python.base_conda_environment = conda_environment_name
        return made

    @staticmethod
    def get(workspace: Any, name: str, version: str | None = None) -> Environment:
        with refused_as():
            return _told(workspace.connection.get(f"/environments/{safe(name)}", version=version))

    @staticmethod
    def list(workspace: Any) -> dict[str, Environment]:
        return {name: Environment.get(workspace, name) for name in _names(workspace)}

    def register(self, workspace: Any) -> Environment:
        """The same definition again is the same version."""
        if not self.name:
            raise UserErrorException("An environment is registered by its name: give it one.")
        wanted = {"name": self.name, "definition": {key: value for key, value in self.tree().items() if key not in ("name", "version")}}
        with refused_as():
            return _told(workspace.connection.post("/environments", wanted))

    def clone(self, new_name: str) -> Environment:
        made = copy.deepcopy(self)
        made.name, made.version = new_name, None
        return made

    def save_to_directory(self, path: str, overwrite: bool = False) -> None:
        folder = Path(path)
        if folder.exists() and any(folder.iterdir()) and not overwrite:
            raise UserErrorException(f"There are files in {folder} already. Say overwrite=True, or name another folder.")
        folder.mkdir(parents=True, exist_ok=True)
        tree = self.tree()
        if conda := tree.get("python", {}).pop("condaDependencies", None):
            (folder / CONDA_FILE_NAME).write_text(dumped(conda))
        (folder / ENVIRONMENT_FILE).write_text(json.dumps(tree, indent=4) + "\n")

    @staticmethod
    def load_from_directory(path: str) -> Environment:
        folder = Path(path)
        try:
            made = Environment.from_tree(json.loads((folder / ENVIRONMENT_FILE).read_text(encoding="utf-8-sig")))
        except FileNotFoundError:
            raise UserErrorException(f"There is no {ENVIRONMENT_FILE} in {folder}. Make one: trainshed environment scaffold") from None
        except ValueError:
            raise UserErrorException(f"{folder / ENVIRONMENT_FILE} is no JSON. Correct it.") from None
        if (folder / CONDA_FILE_NAME).is_file():
            made.python.conda_dependencies = CondaDependencies(str(folder / CONDA_FILE_NAME))
        return made

    def _repr_html_(self) -> str:
        from .notebook import facts_table

        return facts_table({"Name": self.name, "Version": self.version})


def _told(facts: dict[str, Any]) -> Environment:
    made = Environment.from_tree(copy.deepcopy(facts["definition"]))
    made.name, made.version = facts["name"], str(facts["version"])
    return made


def _names(workspace: Any) -> Iterator[str]:
    with refused_as():
        yield from [facts["name"] for facts in workspace.connection.pages("/environments")]
