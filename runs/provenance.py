"""Where a run's code came from, as the properties that Azure ML wrote onto its runs (the names that scripts and dashboards look for)."""

from runs.models import ConfigurationVersion, Snapshot

GIT = {"repository": ("repository_uri", "repoURL"), "branch": ("branch", "branch"), "commit": ("commit", "commit")}


def properties(snapshot: Snapshot, version: ConfigurationVersion) -> dict[str, str]:
    found: dict[str, str] = {}
    for fact, (azure, mlflow) in GIT.items():
        if value := snapshot.facts.get(fact):
            found |= {f"azureml.git.{azure}": str(value), f"mlflow.source.git.{mlflow}": str(value)}
    if snapshot.facts.get("dirty"):  # a clean folder has no such property at all
        found["azureml.git.dirty"] = "True"
    # A run that asks for no snapshot does not name one: its files still travel to the target.
    return found | ({"ContentSnapshotId": snapshot.commit} if version.keeps_snapshot else {})
