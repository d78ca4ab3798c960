"""What a script may ask of its own run, as far as it is known when it is sent: the job's run.json.

The `azureml` module and the relay of the agent read it."""

import os

from runs import data
from runs.models import Dataset, Datastore, Run
from runs.sweeps import azure

DATASETS = 500  # of the workspace's that a script may ask for by name without naming them in its configuration


def of(run: Run) -> dict:
    return {
        "id": run.key,
        "number": run.number,
        "experiment": run.experiment.name,
        "workspace": {"name": run.workspace.name, "slug": run.workspace.slug},
        "display_name": run.name,
        "description": run.description,
        "tags": run.tags,
        "properties": run.properties,
        "script": run.script,
        "arguments": run.arguments,
        "target": run.target.name,
        "submitted_by": str(run.submitted_by or ""),
        "snapshot": run.snapshot.commit,
        "environment": _environment(run),
        **data.facts(run),
        "datasets": _datasets(run),
        "studio": "",
        **({"parent": _sweep(run.parent)} if run.purpose == Run.Purpose.TRIAL and run.parent else {}),
    }


def _sweep(run: Run) -> dict:
    """What a trial's script may read of its sweep: also what HyperDrive wrote onto it."""
    tags = {**azure.definition_tags(run.sweep), **run.tags}
    return {"id": run.key, "number": run.number, "name": run.name, "tags": tags, "properties": run.properties}


def _environment(run: Run) -> dict | None:
    version = run.environment
    return {"name": version.environment.name, "version": version.number} if version else None


def _datasets(run: Run) -> dict[str, dict]:
    """Those that lie in a folder, which the target may have. The newest version of each name, the newest names first."""
    known = run.workspace.datasets.newest().filter(datastore__kind=Datastore.Kind.FOLDER).select_related("datastore")
    return {each.name: _dataset(each) for each in known.order_by("-pk")[:DATASETS]}


def _dataset(each: Dataset) -> dict:
    place = os.path.join(each.datastore.url, each.path.lstrip("/")).rstrip("/")
    return {"id": str(each.key), "version": each.number, "kind": each.kind, "path": place}
