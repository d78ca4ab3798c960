"""What this studio honours of a run configuration: one row a field, flipped here when a later version builds what it needs.

A path without a row is honoured. A row speaks only where a text says something else than the default."""

from __future__ import annotations

from typing import Literal, NamedTuple

Verdict = Literal["ignored", "refused"]

# The kinds of compute target (computes/kinds.py) that can do more than one process on one machine.
CLUSTERS: frozenset[str] = frozenset()
CONTAINERS: frozenset[str] = frozenset({"local", "ssh", "docker"})  # where an owner of the target allows it
SPARKS: frozenset[str] = frozenset()


class Support(NamedTuple):
    """`why` follows the field's name in a sentence. `kinds` of target do honour it."""

    path: str
    verdict: Verdict
    why: str
    kinds: frozenset[str] = frozenset()


AZURE_ALONE = "means something inside Azure alone"
OWN_CLUSTER = "describes a cluster that Azure would create for the run; set target to a compute target of the workspace instead"
NO_CONTAINER = "asks for a container, and this target runs none; choose another target, or let an owner allow containers on it"
NOT_ON_LINUX = "works around trouble of Docker on Windows, and targets here run Linux"
ONE_PROCESS = "speaks of a distributed run, and the run is one process"
NO_SPARK = "speaks of Spark, and the run starts without it"

TABLE = (
    Support("useAbsolutePath", "ignored", "is written by Azure's service and says nothing to the run"),
    Support("autoPrepareEnvironment", "ignored", "is of before 2019; environments are always prepared when they are needed"),
    Support("prepareEnvironment", "ignored", "is of before 2019; environments are always prepared when they are needed"),
    Support(
        "credentialPassthrough",
        "refused",
        "asks to run as you; a run here is the target's own account, so remove it and give the script its own credentials",
    ),
    Support("history.ambientAuthentication", "ignored", AZURE_ALONE),
    Support("spark", "ignored", NO_SPARK, SPARKS),
    Support("hdi", "ignored", NO_SPARK, SPARKS),
    Support("docker.useDocker", "ignored", NO_CONTAINER, CONTAINERS),
    Support("docker.arguments", "ignored", NO_CONTAINER, CONTAINERS),
    Support("docker.shmSize", "ignored", NO_CONTAINER, CONTAINERS),
    Support("docker.sharedVolumes", "ignored", NOT_ON_LINUX),
    Support("tensorflow", "ignored", ONE_PROCESS, CLUSTERS),
    Support("mpi", "ignored", ONE_PROCESS, CLUSTERS),
    Support("pytorch", "ignored", ONE_PROCESS, CLUSTERS),
    Support("paralleltask", "ignored", ONE_PROCESS, CLUSTERS),
    Support("datacaches", "ignored", "needs Azure's data cache, which is not here; the run reads the data itself"),
    Support(
        "outputData.*.outputLocation.dataset", "ignored", "is Azure's own form; name the dataset in additionalOptions.registrationOptions"
    ),
    Support("outputData.*.additionalOptions.mountOptions", "ignored", "sets Azure's own mounts; here a mount is the folder itself"),
    Support("outputData.*.additionalOptions.registrationOptions.datasetRegistrationOptions", "ignored", "is Azure's own form"),
    Support("data.*.createOutputDirectories", "ignored", "is not needed; folders are made where they are missing"),
    Support(
        "sourceDirectoryDataStore",
        "ignored",
        "is where Azure kept the code for several nodes; the snapshot is brought to the target without it",
    ),
    Support("amlcompute", "ignored", OWN_CLUSTER),
    Support("batchAi", "ignored", OWN_CLUSTER),
    Support("containerInstance", "ignored", OWN_CLUSTER),
    Support("cmk8sCompute", "ignored", OWN_CLUSTER),
    Support("kubernetescompute", "ignored", OWN_CLUSTER),
    Support("autoClusterComputeSpecification", "ignored", OWN_CLUSTER),
    Support("exposedPorts", "ignored", "was never used by Azure ML either"),
    Support("applicationEndpoints", "ignored", "asks for notebooks or shells beside the run, which Azure alone offers"),
    Support("environment.assetId", "ignored", "is Azure's own id; name and version find the environment"),
    Support("environment.docker.enabled", "ignored", NO_CONTAINER, CONTAINERS),
    Support("environment.docker.sharedVolumes", "ignored", NOT_ON_LINUX),
    Support("environment.docker.preparation", "ignored", "is of files before 2019; put its command into a Dockerfile"),
    Support(
        "environment.docker.baseImageRegistry.registryIdentity",
        "ignored",
        "is an identity in Azure; an owner can give user and password of the registry under Environments, Package indexes",
    ),
    Support("environment.docker.gpuSupport", "ignored", "was given up by Azure ML itself; a machine's GPUs are there for its runs"),
    Support("environment.spark", "ignored", NO_SPARK, SPARKS),
    Support("environment.databricks", "ignored", "belongs to steps on Databricks, which is Azure's"),
    Support("environment.r", "ignored", "asks for R packages, and environments here are Python's; call an Rscript that is on the target"),
    Support("environment.inferencingStackVersion", "ignored", "belongs to web services, not to runs"),
)

# What a script may ask for and get, then what it asks for in vain, with the way out.
FRAMEWORKS: dict[str, str] = {
    "python": "",
    "tensorflow": "",
    "pytorch": "",
    "cntk": "",
    "pyspark": "Runs on Spark are not offered yet; put pyspark into the environment, start the session in the script and set framework: Python",
    "pysparkinteractive": "Interactive Spark sessions are not offered; set framework: Python",
    "tensorflowparameterserver": "Distributed runs are not offered yet; set framework: Python for a run of one process",
    "pythonmpi": "Distributed runs are not offered yet; set framework: Python for a run of one process",
    "pythonintelmpi": "Distributed runs are not offered yet; set framework: Python for a run of one process",
}
SEVERAL = "starts several processes, which is not offered yet; set communicator: None to run the script as one"
COMMUNICATORS: dict[str, str] = {
    "none": "",
    **dict.fromkeys(("parameterserver", "openmpi", "intelmpi", "mpi", "gloo", "nccl", "paralleltask"), SEVERAL),
}
# Azure ML's names for a cluster made for one run.
TARGETS_OF_AZURE = {"amlcompute", "containerinstance"}


def row(path: tuple[str | int, ...]) -> Support | None:
    """The row that speaks of a path or of a section above it; names of the user's own are `*` in the table."""
    for each in TABLE:
        steps = each.path.split(".")
        if len(steps) <= len(path) and all(step in ("*", str(said)) for step, said in zip(steps, path, strict=False)):
            return each
    return None
