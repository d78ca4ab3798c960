from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .. import runs
from ..exceptions import ActivityFailedException, RunEnvironmentException, UserErrorException, refused_as
from ..values import safe, told
from .notebook import facts_table
from .streaming import failure, stream

POST_PROCESSING = "Finalizing"


class Run:
    """A run of an experiment, by its id."""

    def __init__(self, experiment: Any, run_id: str, outputs: Any = None, _run: runs.Run | None = None, **_: Any):
        self.experiment = experiment
        with refused_as():
            self._run = _run or told(
                runs.Run, experiment.workspace.connection.get(f"/runs/{safe(run_id)}"), experiment.workspace.connection
            )

    @staticmethod
    def get(workspace: Any, run_id: str) -> Run:
        with refused_as():
            found = told(runs.Run, workspace.connection.get(f"/runs/{safe(run_id)}"), workspace.connection)
        return _of(workspace, found)

    @staticmethod
    def get_context(allow_offline: bool = True, **_: Any) -> Any:
        """Inside a run that run, as the module `azureml.core` of the run gives it; outside of one an object that only prints."""
        if os.environ.get("TRAINSHED_RUN"):
            from azureml.core import Run as Inside  # travels with the agent

            return Inside.get_context()
        if not allow_offline:
            raise RunEnvironmentException("This script is in no run of a studio. Submit it, or call Run.get_context(allow_offline=True).")
        from .offline import OfflineRun

        return OfflineRun()

    # -- what it is ----------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        return self._run.key

    @property
    def number(self) -> int:
        return self._run.number

    @property
    def name(self) -> str:
        return self._run.name or self._run.key

    display_name = name

    @property
    def status(self) -> str:
        return self.get_status()

    @property
    def tags(self) -> dict[str, str | None]:
        return dict(self._now().tags)

    @property
    def properties(self) -> dict[str, Any]:
        return dict(self._now().properties)

    @property
    def type(self) -> str | None:
        return {"sweep": "hyperdrive", "child": None}.get(self._run.purpose, "azureml.scriptrun")

    @property
    def parent(self) -> Run | None:
        """The sweep that it is a trial of, or the run whose script made it."""
        return Run.get(self.experiment.workspace, self._run.parent) if self._run.parent else None

    def get_status(self) -> str:
        return self._now().state

    def get_tags(self) -> dict[str, str | None]:
        return self.tags

    def get_properties(self) -> dict[str, Any]:
        return self.properties

    def get_portal_url(self) -> str:
        """Its page in the studio."""
        return self._run.url

    def get_details(self) -> dict[str, Any]:
        run = self._now()
        details: dict[str, Any] = {
            "runId": run.key,
            "target": run.target,
            "status": run.state,
            "startTimeUtc": run.started and run.started.isoformat(),
            "endTimeUtc": run.ended and run.ended.isoformat(),
            "properties": dict(run.properties),
            "inputDatasets": [],
            "outputDatasets": [],
            "runDefinition": {"script": run.script, "arguments": run.arguments, "target": run.target, "configuration": run.configuration},
            "logFiles": {log.name: f"{run.connection.url}/api/v1{run.path}/logs/{safe(log.name)}" for log in run.logs()},
            "submittedBy": run.submitted_by,
        }
        return {**details, **(failure(run) or {})}

    def get_details_with_logs(self) -> dict[str, Any]:
        return {**self.get_details(), "logFiles": self.get_logs()}

    def get_logs(self) -> dict[str, str]:
        """The text of each of its logs, by name."""
        return {log.name: b"".join(self._run.log(log.name)).decode(errors="replace") for log in self._run.logs()}

    # -- waiting -------------------------------------------------------------------------------------------------------

    def wait_for_completion(
        self, show_output: bool = False, wait_post_processing: bool = False, raise_on_error: bool = True
    ) -> dict[str, Any]:
        """Its details when it is over. ActivityFailedException when it Failed or was Canceled, unless raise_on_error is False."""
        with refused_as():
            if show_output:
                stream(self._run)
            else:
                self._run.wait()
        ended = self._now()
        if raise_on_error and (error := failure(ended)):
            raise ActivityFailedException(f"Activity {ended.state}: {ended.reason or 'see its log'}\n{json.dumps(error, indent=4)}")
        return self.get_details()

    def cancel(self) -> None:
        with refused_as():
            self._run.cancel()

    # -- what it logged and left ---------------------------------------------------------------------------------------

    def get_metrics(self, name: str | None = None, recursive: bool = False, run_type: Any = None, populate: bool = False) -> dict[str, Any]:
        """A value of what was logged once, a list of what was logged again; a table is a dict of columns. With `recursive` by run."""
        with refused_as():
            own = self._run.logged()
        chosen = own if name is None else {each: value for each, value in own.items() if each == name}
        if not recursive:
            return chosen
        return {self.id: chosen, **{child.id: child.get_metrics(name) for child in self.get_children()}}

    def get_file_names(self) -> list[str]:
        return [output.path for output in self._run.outputs()] + [log.name for log in self._run.logs()]

    def download_file(self, name: str, output_file_path: str | None = None, _validate_checksum: bool = False) -> None:
        """Into a file, or below a folder that is there; under its own last name here if not said."""
        target = Path(output_file_path or Path(name).name)
        if target.is_dir():
            target = target / Path(name).name
        self._save(name, target)

    def download_files(
        self,
        prefix: str | None = None,
        output_directory: str | None = None,
        output_paths: list[str] | None = None,
        batch_size: int = 100,
        append_prefix: bool = True,
        timeout_seconds: int | None = None,
    ) -> None:
        """All files whose names begin with `prefix`, below `output_directory`; without the prefix where append_prefix is False."""
        names = [name for name in self.get_file_names() if name.startswith(prefix or "")]
        if output_paths is not None and len(output_paths) != len(names):
            raise UserErrorException(f"output_paths takes a path for each of the {len(names)} files, and has {len(output_paths)}.")
        folder = Path(output_directory or ".")
        for place, name in enumerate(names):
            shown = name if append_prefix or not prefix else name[len(prefix) :].lstrip("/") or Path(name).name
            self._save(name, folder / (output_paths[place] if output_paths else shown), folder if not output_paths else None)

    def get_all_logs(self, destination: str | None = None) -> list[str]:
        """The paths of the logs, saved below `destination`."""
        folder = Path(destination or ".")
        return [str(self._run.save(log.name, self._run.log(log.name), folder)) for log in self._run.logs()]

    def _save(self, name: str, target: Path, below: Path | None = None) -> None:
        logs = {log.name for log in self._run.logs()}
        outputs = {output.path for output in self._run.outputs()}
        if name not in logs | outputs:
            raise UserErrorException(f"{self.id} has no file {name}. run.get_file_names() lists them.")
        address = "/".join(map(safe, name.split("/")))
        pieces = self._run.connection.download(f"{self._run.path}/outputs/file/{address}") if name in outputs else self._run.log(name)
        root = below or target.resolve().parent
        root.mkdir(parents=True, exist_ok=True)
        with refused_as():
            self._run.save(str(target.resolve().relative_to(root.resolve())) if _within(target, root) else str(target), pieces, root)

    # -- tags and children ---------------------------------------------------------------------------------------------

    def tag(self, key: str, value: Any = None) -> None:
        self.set_tags({key: value})

    def set_tags(self, tags: dict[str, Any]) -> None:
        with refused_as():
            self._run = self._run.tag({name: None if value is None else str(value) for name, value in tags.items()})

    def remove_tags(self, tags: str | list[str]) -> None:
        with refused_as():
            self._run = self._run.tag({}, [tags] if isinstance(tags, str) else tags)

    def get_children(self, recursive: bool = False, tags: Any = None, status: str | None = None, **_: Any) -> Iterator[Run]:
        """The newest first; `tags` is a name, or a dict of names and values."""
        for child in self._run.children():
            if (status is None or child.state == status) and tagged(child.tags, tags):
                yield rehydrated(self.experiment, child)

    def _now(self) -> runs.Run:
        with refused_as():
            if not self._run.final:
                self._run = self._run.refresh()
        return self._run

    def __repr__(self) -> str:
        return f"Run(Experiment: {self._run.experiment},\nId: {self.id},\nType: {self.type},\nStatus: {self._run.state})"

    def _repr_html_(self) -> str:
        run = self._now()
        facts = {"Experiment": run.experiment, "Id": run.key, "Type": self.type, "Status": run.state}
        return facts_table(facts, (run.url, "Open in Trainshed"))


def _of(workspace: Any, found: runs.Run) -> Run:
    from .experiment import Experiment

    return rehydrated(Experiment(workspace, found.experiment, _create_in_cloud=False), found)


def rehydrated(experiment: Any, found: runs.Run) -> Run:
    """As what it is: a sweep is a HyperDriveRun."""
    if found.purpose != "sweep":
        return Run(experiment, found.key, _run=found)
    from ..train.hyperdrive import HyperDriveRun

    return HyperDriveRun(experiment, found.key, _run=found)


def tagged(known: dict[str, Any], wanted: Any) -> bool:
    """Whether a run with these tags has those: a name, several, or names with values."""
    if not wanted:
        return True
    if isinstance(wanted, dict):
        return all(known.get(name) == (None if value is None else str(value)) for name, value in wanted.items())
    return all(name in known for name in ([wanted] if isinstance(wanted, str) else wanted))


def _within(path: Path, folder: Path) -> bool:
    return folder.resolve() in path.resolve().parents
