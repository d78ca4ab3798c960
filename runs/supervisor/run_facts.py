"""What a script may ask of its own run, as far as it is known when it is sent: the job's run.json.

The `azureml` module and the relay of the agent read it."""

from runs import data
from runs.models import Run


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
        "studio": "",
    }


def _environment(run: Run) -> dict | None:
    version = run.environment
    return {"name": version.environment.name, "version": version.number} if version else None
