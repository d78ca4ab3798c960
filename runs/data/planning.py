"""What the agent is asked to bring and to take away, from what was frozen when the run was submitted."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from computes.errors import ComputeError
from computes.models import Target
from runs.models import Dataset, Datastore, Run, State

REQUIREMENTS = ["fsspec[http,s3,sftp]>=2025.3", "aiohttp>=3.12"]  # of the target's own environment for what opens remote storage
READABLE = 500  # data sets; more would make every run.json a big file
LONGEST_PATH = 1000
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
NOT_MOUNTED = (
    "Data {name}: {store} is remote storage, which is not mounted here: it is downloaded, and what the script writes there stays here."
)
READ_DIRECTLY = "Data {name}: {store} is remote storage; a copy is downloaded for the script to read."
NOT_WRITTEN_THROUGH = (
    "Data {name}: {store} is remote storage, which is not mounted here: what the script leaves is uploaded after it ended."
)
REMOVED = "Its datastore {name} was removed after it was submitted. Make it again, or choose another one, and submit again."


class Plan(NamedTuple):
    """For Job: `data` as computes/agent/data tells, credentials apart from it, and what else the script finds in its variables."""

    data: dict[str, Any]
    secrets: dict[str, Any]
    variables: dict[str, str]


def plan(run: Run) -> Plan:
    """The same for a run every time it is asked. ComputeError when a datastore is gone."""
    if not (run.data.get("inputs") or run.data.get("outputs")):
        return Plan({}, {}, {})
    stores = _stores(run)
    inputs = [_input(run, name, facts, stores[facts["datastore"]]) for name, facts in run.data.get("inputs", {}).items()]
    outputs = [_output(run, name, facts, stores[facts["datastore"]]) for name, facts in run.data.get("outputs", {}).items()]
    secrets = {name: store.secrets for name, store in stores.items() if store.options}
    data = {"inputs": inputs, "outputs": outputs, "tool": _tool(run.target)}
    return Plan(data, {"data": secrets} if secrets else {}, _listed(run))


def facts(run: Run) -> dict[str, Any]:
    """What a script may ask of its data: {"inputs", "datasets", "datastores", "default_datastore"}; the runner fills in the inputs' paths."""
    stores = list(run.workspace.datastores.all())
    inputs = {
        name: {
            "kind": each["dataset"]["kind"] if each["dataset"] else "path",
            "path": None,
            "mechanism": each["mode"],
            "dataset": each["dataset"],
        }
        for name, each in run.data.get("inputs", {}).items()
    }
    return {
        "inputs": inputs,
        "datastores": {store.name: store.url if store.kind == Datastore.Kind.FOLDER else None for store in stores},
        "datasets": _readable(run),
        "default_datastore": next((store.name for store in stores if store.is_default), None),
    }


def _readable(run: Run) -> dict[str, dict]:
    """The data sets that a script may read without having been given them: those in folders, in their newest version."""
    found = run.workspace.datasets.newest().filter(datastore__kind=Datastore.Kind.FOLDER).select_related("datastore")[:READABLE]
    return {
        each.name: {"id": str(each.key), "version": each.number, "kind": each.kind, "path": place(each.datastore, each.path)["path"]}
        for each in found
    }


def read_by(run: Run) -> list[Dataset]:
    """The data sets that it reads."""
    keys = {each["dataset"]["id"] for each in run.data.get("inputs", {}).values() if each["dataset"]}
    return list(run.workspace.datasets.filter(key__in=keys)) if keys else []


def register_outputs(run: Run) -> None:
    """What `registrationOptions` asks for once the run is Completed. Twice is harmless."""
    completed = run.state == State.COMPLETED
    wanted = {name: each for name, each in run.data.get("outputs", {}).items() if each["register"] and completed}
    stores = {store.name: store for store in run.workspace.datastores.all()} if wanted else {}
    for name, each in ((name, each) for name, each in wanted.items() if each["datastore"] in stores):
        asked, path = each["register"], _path(run, name, each)
        if len(path) > LONGEST_PATH:
            run.note(
                "left_out", f"The output {name} is not registered as {asked['name']}: its path has more than {LONGEST_PATH} characters."
            )
            continue
        about = {"kind": Dataset.Kind.FILE, "description": asked.get("description") or "", "tags": asked.get("tags") or {}}
        Dataset.register(stores[each["datastore"]], asked["name"], path, run.submitted_by, **about)


def _stores(run: Run) -> dict[str, Datastore]:
    named = {each["datastore"] for side in run.data.values() for each in side.values()}
    found = {store.name: store for store in run.workspace.datastores.filter(name__in=named)}
    for name in sorted(named - set(found)):
        raise ComputeError(REMOVED.format(name=name))
    return found


def _input(run: Run, name: str, facts: dict, store: Datastore) -> dict[str, Any]:
    item = _item(run, name, facts, store)
    if store.kind == Datastore.Kind.REMOTE and facts["mode"] != "download":
        note = READ_DIRECTLY if facts["mode"] == "direct" else NOT_MOUNTED
        item |= {"mode": "download", "notes": [note.format(name=name, store=store)]}
    value = facts["dataset"]["id"] if facts["mode"] == "direct" and facts["dataset"] else ""
    single = facts["mode"] != "direct" and facts["section"] == "data"
    return item | {"required": facts["required"], "folder": single, "value": value}


def _output(run: Run, name: str, facts: dict, store: Datastore) -> dict[str, Any]:
    item = _item(run, name, facts, store)
    if store.kind == Datastore.Kind.REMOTE and facts["mode"] == "mount":
        item |= {"mode": "upload", "notes": [NOT_WRITTEN_THROUGH.format(name=name, store=store)]}
    return item | {"globs": facts["globs"]}


def _item(run: Run, name: str, facts: dict, store: Datastore) -> dict[str, Any]:
    variable = facts["variable"] or (name if facts["section"] != "dataReferences" and VARIABLE.fullmatch(name) else "")
    return {
        "name": name,
        "mode": facts["mode"],
        "place": place(store, _path(run, name, facts)),
        "credentials": store.name if store.options else None,
        "path_on_compute": facts["path_on_compute"],
        "overwrite": facts["overwrite"],
        "variables": [f"AZUREML_DATAREFERENCE_{name}", *([variable] if variable else [])],
        "words": [f"$AZUREML_DATAREFERENCE_{name}", f"DatasetConsumptionConfig:{name}", f"DatasetOutputConfig:{name}"],
        "notes": [],
    }


def place(store: Datastore, path: str) -> dict[str, str]:
    """The agent's form of a path in a datastore."""
    if store.kind == Datastore.Kind.FOLDER:
        return {"kind": "folder", "root": store.url, "path": f"{store.url.rstrip('/')}/{path}" if path else store.url}
    below = quote(path) if store.protocol in ("http", "https") else path
    return {"kind": "remote", "url": f"{store.url.rstrip('/')}/{below}" if path else store.url}


def _path(run: Run, name: str, facts: dict) -> str:
    return facts["path"].replace("{run-id}", run.key).replace("{output-name}", name)


def _listed(run: Run) -> dict[str, str]:
    """What Azure ML's own library reads to find a run's data sets."""
    read = {name: each for name, each in run.data.get("inputs", {}).items() if each["section"] == "data"}
    pairs = [f"{each['variable'] or name}:{each['mode']}" for name, each in read.items()]
    return {"AZUREML_DATASET_ENVIRONMENT_VARS": ",".join(pairs)} if pairs else {}


def _tool(target: Target) -> dict[str, Any]:
    # On the studio's own machine its own Python has all that is needed.
    uv = Path(sys.executable).with_name("uv")
    own = sys.executable if target.options_with_defaults().get("python") == sys.executable else None
    return {"python": own, "uv": str(uv) if uv.exists() else None, "requirements": REQUIREMENTS, "variables": {}}
