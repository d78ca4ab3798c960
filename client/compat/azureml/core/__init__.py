"""`azureml.core`: what training scripts import from it."""

import sys
from importlib import import_module

# Where each name comes from. Loaded when it is asked for: most scripts want Run alone, and should not wait for the rest.
_HOMES = {
    "ComputeTarget": "compute",
    "CondaDependencies": "conda_dependencies",
    "ContainerRegistry": "container_registry",
    "Dataset": "dataset",
    "Datastore": "datastore",
    "Environment": "environment",
    "Experiment": "experiment",
    "Image": "image",
    "Keyvault": "keyvault",
    "Model": "model",
    "Run": "run",
    "RunConfiguration": "runconfig",
    "ScriptRun": "script_run",
    "ScriptRunConfig": "script_run_config",
    "Webservice": "webservice",
    "Workspace": "workspace",
}
__all__ = list(_HOMES)

# The interface is that of the last line of v1; the part after + says whose it is.
VERSION = __version__ = "1.61.0+trainshed"


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module 'azureml.core' has no attribute {name!r}")
    found = getattr(import_module("azureml.core." + _HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__():
    return sorted([*globals(), *_HOMES])


if sys.version_info < (3, 7):  # noqa: UP036, which asks no module for what it has not
    for _name in _HOMES:
        __getattr__(_name)
