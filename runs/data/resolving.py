"""From the names in a run configuration to places: what a run reads and writes, frozen when it is submitted."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from runs.data.trouble import NO_DATASET, NO_DATASET_ID, NO_DATASET_NAME, NO_DEFAULT, NO_STORE, NOT_WRITABLE, Trouble
from runs.models import Dataset, Datastore
from runs.runconfig.configuration import RunConfiguration
from runs.runconfig.data import DataInput, DataOutput, DataReference, DatasetPlace
from studio.models import Workspace

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
DATASET_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,249}")
INPUT_MODES, OUTPUT_MODES = ("mount", "download", "direct"), ("mount", "upload")
UNNAMED_OUTPUT = "dataset/{run-id}/{output-name}"  # where Azure ML put an output that names no place


def frozen(workspace: Workspace, configuration: RunConfiguration) -> dict[str, Any]:
    """{"inputs": {name: facts}, "outputs": {name: facts}}, for `Run.data`. ValidationError with a sentence for each thing that is not there."""
    found, trouble = _resolved(workspace, configuration)
    if trouble:
        raise ValidationError(trouble)
    return found


def problems(workspace: Workspace, configuration: RunConfiguration, target=None) -> list[str]:
    """Why the data of this configuration could not be had, in sentences that name the way out."""
    return _resolved(workspace, configuration)[1]


def _resolved(workspace: Workspace, configuration: RunConfiguration) -> tuple[dict[str, Any], list[str]]:
    finder = _Finder(workspace)
    found: dict[str, Any] = {}
    trouble = []
    for section, name, said, resolve in _entries(configuration, finder):
        try:
            facts = resolve(name, said) | {"section": section}
            side = found.setdefault("outputs" if facts["mode"] == "upload" or section == "outputData" else "inputs", {})
            if name in side:
                raise Trouble(f"two entries are called {name}. Rename one.")
            side[_named(name)] = facts
        except Trouble as why:
            trouble.append(f"{section}.{name}: {why}")
    return found, trouble


def _entries(configuration: RunConfiguration, finder: _Finder):
    for name, reference in (configuration.data_references or {}).items():
        yield "dataReferences", name, reference or DataReference(), finder.reference
    for name, read in (configuration.data or {}).items():
        yield "data", name, read or DataInput(), finder.input
    for name, written in (configuration.output_data or {}).items():
        yield "outputData", name, written or DataOutput(), finder.output


class _Finder:
    """Looks things up in one workspace; its datastores are read once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._stores: dict[str, Datastore] | None = None

    def reference(self, name: str, said: DataReference) -> dict[str, Any]:
        mode = _mode(said.mode or "mount", ("mount", "download", "upload"))
        store = self.store(said.data_store_name, "dataStoreName", writes=mode == "upload")
        return _facts(store, said.path_on_data_store, mode, said, variable=None, required=mode == "download")

    def input(self, name: str, said: DataInput) -> dict[str, Any]:
        mode = _mode(said.mechanism or "mount", (*INPUT_MODES, "upload"))
        place = said.data_location
        if place and place.dataset and (place.dataset.id or place.dataset.name):
            dataset = self.dataset(place.dataset)
            known = {"id": str(dataset.key), "name": dataset.name, "version": dataset.number, "kind": dataset.kind}
            return _facts(dataset.datastore, dataset.path, mode, said, said.environment_variable_name, dataset=known)
        path = place.datapath if place else None
        if path is None or not (path.datastore_name or path.relative_path):
            raise Trouble("dataLocation names neither a dataset nor a datapath. Give one of them.")
        store = self.store(path.datastore_name, "dataLocation.datapath.datastoreName", writes=mode == "upload")
        return _facts(store, path.relative_path, mode, said, said.environment_variable_name)

    def output(self, name: str, said: DataOutput) -> dict[str, Any]:
        mode = _mode(said.mechanism or "mount", OUTPUT_MODES)
        path = said.output_location.datapath if said.output_location else None
        store = self.store(path.datastore_name if path else None, "outputLocation.datapath.datastoreName", writes=True)
        options = said.additional_options
        upload = options.upload_options if options else None
        facts = _facts(store, (path.relative_path if path else None) or UNNAMED_OUTPUT, mode, options, said.environment_variable_name)
        registration = options.registration_options if options else None
        if registration and registration.name and not DATASET_NAME.fullmatch(registration.name):
            raise Trouble(NO_DATASET_NAME)
        return facts | {
            "overwrite": bool(upload and upload.overwrite),
            "globs": list(upload.source_globs.glob_patterns or []) if upload and upload.source_globs else [],
            "register": registration.tree() if registration and registration.name else None,
        }

    def store(self, name: str | None, field: str, writes: bool = False) -> Datastore:
        if self._stores is None:
            self._stores = {store.name: store for store in self.workspace.datastores.all()}
        named = [each for each in self._stores.values() if (each.name == name if name else each.is_default)]
        store = next(iter(named), None)
        if store is None:
            raise Trouble(NO_STORE.format(name=name, field=field) if name else NO_DEFAULT.format(field=field))
        if writes and store.protocol in ("http", "https"):
            raise Trouble(NOT_WRITABLE.format(store=store))
        return store

    def dataset(self, said: DatasetPlace) -> Dataset:
        rows = self.workspace.datasets.select_related("datastore").order_by("-number")
        if said.id:
            known = _uuid(said.id)
            found = rows.filter(key=known).first() if known else None
        else:
            rows = rows.filter(name=said.name)
            found = rows.first() if said.version in (None, "", "latest") else rows.filter(number=_number(said.version)).first()
        if found is None:
            version = f" in version {said.version}" if said.version not in (None, "", "latest") else ""
            raise Trouble(NO_DATASET_ID.format(id=said.id) if said.id else NO_DATASET.format(name=said.name, version=version))
        return found


def _facts(
    store: Datastore, path: str | None, mode: str, said: Any, variable: str | None, required: bool = True, dataset: dict | None = None
):
    return {
        "mode": mode,
        "datastore": store.name,
        "path": within(store, path or ""),
        "dataset": dataset,
        "path_on_compute": (said and said.path_on_compute) or "",
        "overwrite": bool(getattr(said, "overwrite", False)),
        "variable": variable or "",
        "required": required,
        "globs": [],
        "register": None,
    }


def within(store: Datastore, path: str) -> str:
    """As `below`; on a web server a slash at the end stays, for there it makes the difference between a folder and a file."""
    slash = "/" if store.protocol in ("http", "https") and path.endswith("/") and path.strip("/") else ""
    return below(path) + slash


def below(path: str) -> str:
    """A path in a datastore, without slashes at its ends. Trouble when it leaves it."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in path or len(path) > 1000:
        raise Trouble(f"the path {path[:100]!r} leaves the datastore. Give one below its root, without “..”.")
    return "/".join(parts)


def _mode(mode: str, modes: tuple[str, ...]) -> str:
    if mode.lower() not in modes:
        raise Trouble(f"{mode} is not known here. Choose {', '.join(modes[:-1])} or {modes[-1]}.")
    return mode.lower()


def _named(name: str) -> str:
    if not NAME.fullmatch(name) or len(name) > 100:
        raise Trouble("a name has letters, digits, '_', '-' and '.', at most 100 of them. Rename it.")
    return name


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(version: str) -> int:
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
