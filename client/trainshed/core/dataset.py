from __future__ import annotations

from typing import Any

from ..exceptions import refused_as
from ..values import safe
from .runconfig import RunConfiguration


class Dataset:
    """A registered place of a datastore, in one of its versions."""

    def __init__(self, workspace: Any, facts: dict[str, Any]):
        self.workspace, self._facts = workspace, facts
        self.name, self.version = facts["name"], facts["version"]

    @staticmethod
    def get_by_name(workspace: Any, name: str, version: int | str = "latest") -> Dataset:
        with refused_as():
            facts = workspace.connection.get(f"/datasets/{safe(name)}", version=None if version == "latest" else version)
        return Dataset(workspace, facts)

    def as_named_input(self, name: str) -> DatasetConsumptionConfig:
        return DatasetConsumptionConfig(name, self)

    def as_mount(self, path_on_compute: str | None = None) -> DatasetConsumptionConfig:
        return self.as_named_input(self.name).as_mount(path_on_compute)

    def as_download(self, path_on_compute: str | None = None) -> DatasetConsumptionConfig:
        return self.as_named_input(self.name).as_download(path_on_compute)

    def __repr__(self) -> str:
        return f"Dataset(name={self.name}, version={self.version})"


class DatasetConsumptionConfig:
    """A dataset as an input of a run: among the arguments it stands for the path on the compute target."""

    def __init__(self, name: str, dataset: Dataset, mode: str = "direct", path_on_compute: str | None = None):
        self.name, self.dataset, self.mode, self.path_on_compute = name, dataset, mode, path_on_compute

    def as_named_input(self, name: str) -> DatasetConsumptionConfig:
        return DatasetConsumptionConfig(name, self.dataset, self.mode, self.path_on_compute)

    def as_mount(self, path_on_compute: str | None = None) -> DatasetConsumptionConfig:
        return DatasetConsumptionConfig(self.name, self.dataset, "mount", path_on_compute)

    def as_download(self, path_on_compute: str | None = None) -> DatasetConsumptionConfig:
        return DatasetConsumptionConfig(self.name, self.dataset, "download", path_on_compute)

    def into(self, config: RunConfiguration) -> None:
        config.data[self.name] = {
            "dataLocation": {"dataset": {"name": self.dataset.name, "version": str(self.dataset.version)}},
            "mechanism": self.mode,
            "environmentVariableName": self.name,
            "pathOnCompute": self.path_on_compute,
            "createOutputDirectories": False,
            "overwrite": False,
        }

    def __str__(self) -> str:
        return f"DatasetConsumptionConfig:{self.name}"
