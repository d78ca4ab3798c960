from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..exceptions import DatastoreNotFoundException, refused_as
from ..values import safe
from .data_reference import DataReference
from .notebook import facts_table


class Datastore:
    """A place where data lies, by its name in the studio."""

    def __init__(self, workspace: Any, name: str, _facts: dict[str, Any] | None = None):
        self.workspace = workspace
        with refused_as(DatastoreNotFoundException):
            self._facts = _facts or workspace.connection.get(f"/datastores/{safe(name)}")

    @staticmethod
    def get(workspace: Any, datastore_name: str) -> Datastore:
        return Datastore(workspace, datastore_name)

    @staticmethod
    def get_default(workspace: Any) -> Datastore:
        for store in Datastore.list(workspace):
            if store.is_default:
                return store
        raise DatastoreNotFoundException(f"This workspace has no default datastore. Choose one at {workspace.page('data/')}.")

    @staticmethod
    def list(workspace: Any) -> Iterator[Datastore]:
        with refused_as():
            for facts in workspace.connection.pages("/datastores"):
                yield Datastore(workspace, facts["name"], _facts=facts)

    @property
    def name(self) -> str:
        return self._facts["name"]

    @property
    def datastore_type(self) -> str:
        return self._facts["kind"]

    @property
    def is_default(self) -> bool:
        return bool(self._facts.get("is_default"))

    def set_as_default(self) -> None:
        with refused_as():
            self._facts = self.workspace.connection.patch(f"/datastores/{safe(self.name)}", {"is_default": True})

    def path(self, path: str | None = None, data_reference_name: str | None = None) -> DataReference:
        return DataReference(self, data_reference_name, path)

    def as_mount(self) -> DataReference:
        return self.path().as_mount()

    def as_download(self, path_on_compute: str | None = None, overwrite: bool = False) -> DataReference:
        return self.path().as_download(path_on_compute, overwrite)

    def as_upload(self, path_on_compute: str | None = None, overwrite: bool = False) -> DataReference:
        return self.path().as_upload(path_on_compute, overwrite)

    def __repr__(self) -> str:
        return f"Datastore(workspace={self.workspace.name}, name={self.name}, type={self.datastore_type})"

    def _repr_html_(self) -> str:
        return facts_table({"Name": self.name, "Type": self.datastore_type, "Default": self.is_default})
