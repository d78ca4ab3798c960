from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .. import attaching
from ..connection import Connection
from ..exceptions import UserErrorException, WorkspaceException, refused_as
from ..sdk import Studio
from .compute_target import ComputeTarget
from .datastore import Datastore
from .environment import Environment
from .experiment import Experiment
from .notebook import facts_table


class Workspace:
    """The workspace of the login (`trainshed login`, or TRAINSHED_URL and TRAINSHED_TOKEN): a login is for one.

    What names it in Azure is taken and passed over, `workspace_name` excepted where it names one of this studio."""

    def __init__(
        self,
        subscription_id: str | None = None,
        resource_group: str | None = None,
        workspace_name: str | None = None,
        auth: Any = None,
        _studio: Studio | None = None,
        **_: Any,
    ):
        with refused_as(WorkspaceException):
            self.studio = _studio or Studio()
            self._facts = self.studio.me().workspace
        self.subscription_id, self.resource_group = subscription_id or "", resource_group or "trainshed"
        self.location = self.studio.url

    @property
    def connection(self) -> Connection:
        return self.studio.connection

    @property
    def name(self) -> str:
        return self._facts["slug"]

    friendly_name = property(lambda self: self._facts["name"])

    @staticmethod
    def get(name: str, auth: Any = None, subscription_id: str | None = None, resource_group: str | None = None, **_: Any) -> Workspace:
        found = Workspace(subscription_id, resource_group, name, auth)
        if name not in (found.name, found.friendly_name):
            raise WorkspaceException(
                f"Your login is for the workspace {found.name}, not {name}. Log in with a token of {name}: trainshed login"
            )
        return found

    @staticmethod
    def from_config(path: str | None = None, auth: Any = None, _logger: Any = None, _file_name: str | None = None) -> Workspace:
        """That of the nearest config.json, looked for as v1 did. Where there is none, that of the login."""
        whole = Path(path or ".")
        file = whole if whole.is_file() else attaching.find(whole / _file_name if _file_name else whole)
        if file is None:
            return Workspace._of_login(whole)
        with refused_as(UserErrorException):
            told = attaching.attached(file)
            # Never to an address that a file names with a token that is for another.
            found = Workspace(workspace_name=told.get("workspace"))
        if told.get("studio", found.studio.url) == found.studio.url and told.get("studio") and told.get("workspace") != found.name:
            raise UserErrorException(
                f"{file} is for the workspace {told.get('workspace')}, and your login for {found.name}. Log in with a token of the first."
            )
        return found

    @staticmethod
    def _of_login(path: Path) -> Workspace:
        try:
            return Workspace()
        except WorkspaceException as error:
            raise UserErrorException(
                f"There is no config.json in {path.resolve()} or above it, and no login: {error} Then: trainshed folder attach",
                error.status,
            ) from None

    @staticmethod
    def create(name: str, **_: Any) -> Workspace:
        raise WorkspaceException(
            f"Programs cannot make a workspace: ask whoever runs the studio for one called {name}, and for a token of it."
        )

    @staticmethod
    def list(subscription_id: str | None = None, auth: Any = None, resource_group: str | None = None) -> dict[str, list[Workspace]]:
        found = Workspace()
        return {found.name: [found]}

    def write_config(self, path: str | None = None, file_name: str | None = None) -> None:
        """`.azureml/config.json` below `path`, for from_config."""
        folder = Path(path or ".") / ".azureml"
        folder.mkdir(parents=True, exist_ok=True)
        facts = {"subscription_id": self.subscription_id, "resource_group": self.resource_group, "workspace_name": self.name}
        (folder / (file_name or "config.json")).write_text(json.dumps({**facts, "studio": self.studio.url}, indent=4) + "\n")

    @property
    def experiments(self) -> dict[str, Experiment]:
        return {experiment.name: experiment for experiment in Experiment.list(self)}

    @property
    def compute_targets(self) -> dict[str, ComputeTarget]:
        return {target.name: target for target in ComputeTarget.list(self)}

    @property
    def environments(self) -> dict[str, Environment]:
        return Environment.list(self)

    @property
    def datastores(self) -> dict[str, Datastore]:
        return {store.name: store for store in Datastore.list(self)}

    def get_default_datastore(self) -> Datastore:
        return Datastore.get_default(self)

    def set_default_datastore(self, name: str) -> None:
        Datastore.get(self, name).set_as_default()

    def get_run(self, run_id: str) -> Any:
        from .run import Run

        return Run.get(self, run_id)

    def get_details(self) -> dict[str, Any]:
        return {"id": self.name, "name": self.name, "friendlyName": self.friendly_name, "location": self.location}

    def page(self, path: str = "") -> str:
        """The address of one of its pages, for a browser."""
        return f"{self.studio.url}/w/{self.name}/{path}"

    def __repr__(self) -> str:
        return f"Workspace.create(name='{self.name}', subscription_id='{self.subscription_id}', resource_group='{self.resource_group}')"

    def _repr_html_(self) -> str:
        return facts_table({"Name": self.name, "Studio": self.studio.url}, (self.page(), "Open in Trainshed"))
