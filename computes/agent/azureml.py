"""Which `azureml` a job's script imports: the environment's own, which then talks to our relay, or else the module that travels with us."""

from __future__ import annotations

import os

from . import interpreters
from .folders import JobFolder

THEIRS = "A script that imports azureml gets the azureml-core of this environment ({}), which the agent answers on this machine."
ALONE = "A script that imports azureml gets the azureml-core of this environment ({}), without the facts of a run."
# Any words will do for what only Azure has; they stand in URLs, and nothing looks them up.
SUBSCRIPTION, GROUP = "00000000-0000-0000-0000-000000000000", "trainshed"


class Offer:
    """`variables` for the job's processes, `folders` for the front of their PYTHONPATH."""

    def __init__(self, variables: dict, folders: tuple) -> None:
        self.variables, self.folders = variables, folders


def offer(folder: JobFolder, job: dict, prepared, runner) -> Offer:
    facts = job.get("run") or {}
    variables = {"TRAINSHED_FILES": folder("files")}
    if facts:
        folder.write("run.json", facts)
        variables["TRAINSHED_RUN"] = folder("run.json")
    real = None if job.get("container") else _real(folder, job, prepared, runner)
    if real is None:  # in a container the real one could not reach our relay, which is on this machine's loopback
        return Offer({**variables, **_names(facts)}, (client(), client("compat")))
    folder.say((THEIRS if facts else ALONE).format(real))
    return _relayed(folder, facts, variables) if facts else Offer(variables, (client(),))


def client(name: str = "") -> str:
    """What travels beside the agent's own package, in what was unpacked from its zip."""
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "client", name).rstrip("/")


def _relayed(folder: JobFolder, facts: dict, variables: dict) -> Offer:
    from . import relay

    return Offer({**variables, **relay.serve(folder.path, folder("metrics.jsonl"), facts)}, (client("relay"), client()))


def _real(folder: JobFolder, job: dict, prepared, runner) -> str | None:
    """The folder in which the script would find azureml-core, without starting anything where that can be helped."""
    given = (job.get("variables") or {}).get("PYTHONPATH") or os.environ.get("PYTHONPATH") or ""
    cwd = os.path.join(folder.path, job.get("cwd") or "code")
    for place in [os.path.join(cwd, entry) for entry in given.split(os.pathsep) if entry]:
        if _is_in(place):
            return place
    return next(filter(_is_in, interpreters.folders_of(folder, prepared.python, runner)), None)


def _is_in(place: str) -> bool:
    return os.path.exists(os.path.join(place, "azureml", "core", "__init__.py"))


def _names(facts: dict) -> dict:
    """By which scripts tell that they are in a run. Not set for the real azureml-core without the relay, which would look for Azure."""
    if not facts:
        return {}
    return {
        "AZUREML_RUN_ID": facts["id"],
        "AZUREML_ARM_SUBSCRIPTION": SUBSCRIPTION,
        "AZUREML_ARM_RESOURCEGROUP": GROUP,
        "AZUREML_ARM_WORKSPACE_NAME": facts["workspace"]["name"],
        "AZUREML_ARM_PROJECT_NAME": facts["experiment"],
        "AZUREML_OUTPUT_DIRECTORY": "./outputs",
        "AZUREML_LOGDIRECTORY_PATH": "./logs",
    }
