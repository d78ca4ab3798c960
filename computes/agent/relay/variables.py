"""The environment variables by which azureml-core finds its run and its services."""

from __future__ import annotations

import os
import time
import uuid

from ..azureml import GROUP, SUBSCRIPTION

ROOM = uuid.UUID("6f7c9f6e-4b0e-5d5c-9a60-6d0a3f0e5a11")  # of names that become GUIDs


def of_run(facts: dict, url: str, token: str, home: str) -> dict[str, str]:
    """`facts` are run.json's; `home` keeps the client's cache of endpoints away from every other run's."""
    workspace, experiment = facts["workspace"]["name"], facts["experiment"]
    return {
        "AZUREML_RUN_ID": facts["id"],
        "AZUREML_ARM_SUBSCRIPTION": SUBSCRIPTION,
        "AZUREML_ARM_RESOURCEGROUP": GROUP,
        "AZUREML_ARM_WORKSPACE_NAME": workspace,
        "AZUREML_ARM_PROJECT_NAME": experiment,
        "AZUREML_SERVICE_ENDPOINT": url,
        "AZUREML_DISCOVERY_SERVICE_ENDPOINT": url + "/discovery",
        "AZUREML_RUN_TOKEN": token,
        "AZUREML_RUN_TOKEN_EXPIRY": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 29 * 86400)),
        "AZUREML_WORKSPACE_ID": guid("workspace of", facts["id"]),
        "AZUREML_EXPERIMENT_ID": guid("experiment", experiment),
        "AZUREML_EXPERIMENT_SCOPE": f"{scope(workspace)}/experiments/{experiment}",
        "AZUREML_OUTPUT_DIRECTORY": "./outputs",
        "AZUREML_LOGDIRECTORY_PATH": "./logs",
        "AZUREML_TARGET_TYPE": "local",
        "AZUREML_FRAMEWORK": "Python",
        "AZUREML_COMMUNICATOR": "None",
        "AZUREML_RELAY": url,
        "AZUREML_HOME": home,
        # A proxy for the outside world could not reach this machine's loopback.
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1"])),
    }


def scope(workspace: str) -> str:
    provider = "providers/Microsoft.MachineLearningServices/workspaces"
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/{provider}/{workspace}"


def guid(kind: str, name: str) -> str:
    return str(uuid.uuid5(ROOM, f"{kind} {name}"))
