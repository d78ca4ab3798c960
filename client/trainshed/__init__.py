"""Trainshed's client.

Inside a run: `trainshed.log("loss", 0.3)`, `log_params`, `log_artifact`: the standard library alone, Python 3.8 and later.
From anywhere, loaded when first named (they need httpx): `trainshed.Studio(url, token)`, and Azure ML v1's names, as
`from trainshed import Workspace, Experiment, ScriptRunConfig` or `from trainshed.core import …`.
"""

from .journal import log, log_artifact, log_params

__version__ = "0.1.0"
__all__ = ["log", "log_artifact", "log_params"]

# The modules that travel to a compute target inside the agent: the standard library alone.
INSIDE_A_RUN = ("__init__.py", "journal.py")

_HOMES = {
    "sdk": "Studio StudioError",
    "train.hyperdrive": (
        "ASHAPolicy BanditPolicy BayesianParameterSampling GridParameterSampling HyperDriveConfig HyperDriveRun HyperbandPolicy "
        "MedianStoppingPolicy NoTerminationPolicy PrimaryMetricGoal RandomParameterSampling TruncationSelectionPolicy "
        "choice lognormal loguniform normal qlognormal qloguniform qnormal quniform randint uniform"
    ),
    "core": "ComputeTarget CondaDependencies Dataset Datastore Environment Experiment Run RunConfiguration ScriptRunConfig Workspace",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}
__all__ += [*_HOME]


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'trainshed' has no attribute {name!r}")
    from importlib import import_module

    try:
        home = import_module(f".{_HOME[name]}", __name__)
    except ImportError as missing:
        raise ImportError(
            f"trainshed.{name} needs the whole client; a run has only the part that logs: add trainshed to its requirements"
        ) from missing
    return getattr(home, name)
