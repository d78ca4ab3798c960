from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..exceptions import ExperimentExecutionException, UserErrorException, refused_as
from ..submitting import submit_folder, submit_sweep
from ..values import safe
from .notebook import facts_table
from .run import Run, rehydrated, tagged
from .script_run_config import ScriptRunConfig

if TYPE_CHECKING:
    from ..train.hyperdrive import HyperDriveConfig


class Experiment:
    """`Experiment(workspace, "digits").submit(src)`; a new name makes a new experiment."""

    def __init__(self, workspace: Any, name: str, _create_in_cloud: bool = True, **_: Any):
        self.workspace, self.name = workspace, name
        if _create_in_cloud:
            with refused_as():
                workspace.connection.post("/experiments", {"name": name})

    @staticmethod
    def list(workspace: Any, **_: Any) -> list[Experiment]:
        with refused_as():
            return [Experiment(workspace, facts["name"], _create_in_cloud=False) for facts in workspace.connection.pages("/experiments")]

    def submit(self, config: ScriptRunConfig | HyperDriveConfig, tags: dict[str, Any] | None = None, **_: Any) -> Run:
        """Send the folder's files, as far as the studio lacks them, and start the run, or the sweep."""
        from ..train.hyperdrive import HyperDriveConfig, HyperDriveRun

        if not isinstance(config, (ScriptRunConfig, HyperDriveConfig)):
            raise UserErrorException(f"submit takes a ScriptRunConfig or a HyperDriveConfig here, and got a {type(config).__name__}.")
        wanted = {"experiment": self.name, "tags": {name: _text(value) for name, value in (tags or {}).items()}, **config.wanted()}
        connection = self.workspace.connection
        with refused_as(ExperimentExecutionException):
            if isinstance(config, HyperDriveConfig):
                swept = submit_sweep(connection, Path(config.run_config.source_directory), None, wanted)
                return HyperDriveRun(self, swept.key, config, _run=swept)
            made = submit_folder(connection, Path(config.source_directory), None, wanted)
        return Run(self, made.key, _run=made)

    def get_runs(
        self, type: str | None = None, tags: Any = None, properties: Any = None, status: str | None = None, include_children: bool = False
    ) -> Iterator[Run]:
        """The newest first."""
        with refused_as():
            for found in self.workspace.studio.runs(experiment=self.name, state=status):
                of_kind = type in (None, "hyperdrive" if found.purpose == "sweep" else "azureml.scriptrun")
                if of_kind and tagged(found.tags, tags) and tagged(found.properties, properties):
                    yield rehydrated(self, found)

    def get_portal_url(self) -> str:
        return self.workspace.page(f"experiments/{safe(self.name)}/")

    def __repr__(self) -> str:
        return f"Experiment(Name: {self.name},\nWorkspace: {self.workspace.name})"

    def _repr_html_(self) -> str:
        return facts_table({"Name": self.name, "Workspace": self.workspace.name}, (self.get_portal_url(), "Open in Trainshed"))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
