from __future__ import annotations

import uuid
from typing import Any

from .runconfig import DataReferenceConfiguration, RunConfiguration


class DataReference:
    """A path of a datastore, for a script: among its arguments it stands for the path on the compute target."""

    def __init__(
        self,
        datastore: Any,
        data_reference_name: str | None = None,
        path_on_datastore: str | None = None,
        mode: str = "mount",
        path_on_compute: str | None = None,
        overwrite: bool = False,
    ):
        self.datastore, self.path_on_datastore = datastore, path_on_datastore
        self.data_reference_name = data_reference_name or (uuid.uuid4().hex if path_on_datastore else datastore.name)
        self.mode, self.path_on_compute, self.overwrite = mode, path_on_compute, overwrite

    def path(self, path: str | None = None, data_reference_name: str | None = None) -> DataReference:
        """Below this one."""
        whole = "/".join(part.strip("/") for part in (self.path_on_datastore, path) if part)
        return DataReference(self.datastore, data_reference_name, whole or None, self.mode)

    def as_mount(self) -> DataReference:
        return self._as("mount", None, False)

    def as_download(self, path_on_compute: str | None = None, overwrite: bool = False) -> DataReference:
        return self._as("download", path_on_compute, overwrite)

    def as_upload(self, path_on_compute: str | None = None, overwrite: bool = False) -> DataReference:
        return self._as("upload", path_on_compute, overwrite)

    def to_config(self) -> DataReferenceConfiguration:
        return DataReferenceConfiguration(self.datastore.name, self.mode, self.path_on_datastore, self.path_on_compute, self.overwrite)

    def into(self, config: RunConfiguration) -> None:
        config.data_references[self.data_reference_name] = self.to_config()

    def _as(self, mode: str, path_on_compute: str | None, overwrite: bool) -> DataReference:
        return DataReference(self.datastore, self.data_reference_name, self.path_on_datastore, mode, path_on_compute, overwrite)

    def __str__(self) -> str:
        return f"$AZUREML_DATAREFERENCE_{self.data_reference_name}"

    __repr__ = __str__
