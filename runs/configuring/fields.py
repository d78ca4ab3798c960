"""The fields of the form, section by section. The words of the rest come from the schema."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from runs.runconfig import json_schema

Path = str


@dataclass(frozen=True)
class Field:
    """`kind` says how its value is written and read: see runs/configuring/values.py."""

    path: Path
    label: str
    kind: str = "text"
    help: str = ""
    choices: tuple[str, ...] = ()
    wide: bool = False

    @property
    def name(self) -> str:
        return f"field:{self.path}"

    @property
    def id(self) -> str:
        return "field-" + self.path.replace(".", "-")


@dataclass(frozen=True)
class Section:
    slug: str
    title: str
    icon: str
    text: str
    fields: tuple[Field, ...]


FRAMEWORKS = ("Python", "PySpark", "TensorFlow", "PyTorch", "CNTK")
COMMUNICATORS = ("None", "OpenMpi", "IntelMpi", "ParameterServer", "Gloo", "Nccl")

SCRIPT = Section(
    "script",
    "Script",
    "file-code",
    "What is started.",
    (
        Field("script", "Script", help="The Python file to start, from the top of the source, such as train.py."),
        Field("arguments", "Arguments", "arguments", "Split as a shell splits them; nothing is expanded.", wide=True),
        Field("command", "Command", help="A whole command line instead of script and arguments.", wide=True),
        Field("jobName", "Display name", help="What its runs are called unless they are given a name of their own."),
    ),
)
TARGET = Section(
    "target",
    "Compute target",
    "cpu",
    "Where it runs.",
    (
        Field("target", "Compute target", "target", "The machine it runs on, by its name in this workspace."),
        Field("priority", "Priority", "number", "Runs of a higher priority leave the target’s queue first. 0 is usual."),
        Field("resources.cpus", "Processors", "number", "How many are kept for a run; 0.5 is half of one. Empty: none are counted."),
        Field("resources.memory", "Memory", help="How much is kept for a run, such as 512m or 8g. Empty: none is counted."),
        Field(
            "resources.gpus",
            "GPUs",
            "number",
            "How many are a run’s alone. Empty: it sees all that the machine shows, and none is kept for it; 0: it sees none.",
        ),
    ),
)
ENVIRONMENT = Section(
    "environment",
    "Environment",
    "package",
    "What is installed, or which Python is used as it is.",
    (
        Field(
            "environment.name",
            "Environment name",
            "environment",
            "Name alone refers to a registered environment; beside a definition it names that.",
        ),
        Field("environment.version", "Environment version", help="Of the environment it refers to. Empty: the newest."),
        Field(
            "environment.python.userManagedDependencies",
            "Managed by you",
            "flag",
            "Yes: an interpreter that is on the target is used as it is, and nothing is installed.",
        ),
        Field("environment.python.interpreterPath", "Interpreter", help="Its full path on the target, where it is managed by you."),
        Field(
            "environment.python.condaDependenciesFile",
            "Conda file",
            help="The path of a conda file, in the source or among the files below.",
        ),
        Field("environment.python.baseCondaEnvironment", "Base conda environment", help="Built on top of one that is on the target."),
        Field(
            "environment.python.condaDependencies",
            "Conda dependencies",
            "yaml",
            "A conda file’s content, written here: packages of conda, and those of pip in a list of their own.",
            wide=True,
        ),
    ),
)
CONTAINER = Section(
    "container",
    "Container",
    "container",
    "An image that the run’s processes live in, on targets with a container engine.",
    (
        Field(
            "environment.docker.enabled",
            "In a container",
            "flag",
            "On a target without an engine a run that needs no image of its own does without.",
        ),
        Field("environment.docker.baseImage", "Image", help="Such as python:3.12. Empty: the target’s default image."),
        Field("environment.docker.baseImageRegistry.address", "Registry", help="Its host, where the image’s name does not say it."),
        Field(
            "environment.docker.shmSize",
            "Shared memory",
            help="The size of /dev/shm, such as 8g: loaders of data with several workers need it.",
        ),
        Field(
            "environment.docker.baseDockerfile", "Dockerfile", help="Its text, or its path in the source. It excludes an image.", wide=True
        ),
        Field(
            "environment.docker.arguments",
            "Arguments of docker run",
            "arguments",
            "Such as -e NAME=VALUE or --ulimit memlock=-1.",
            wide=True,
        ),
    ),
)
VARIABLES = Section(
    "variables",
    "Variables",
    "variable",
    "Environment variables of the script. Every member can read them: keep passwords elsewhere.",
    (
        Field("environment.environmentVariables", "Of the environment", "map", "One KEY=VALUE a line.", wide=True),
        Field("environmentVariables", "Of the run", "map", "One KEY=VALUE a line; they win over those of the environment.", wide=True),
    ),
)
DURATION = Section(
    "duration",
    "Duration & nodes",
    "timer",
    "How long, and on how many machines.",
    (
        Field(
            "maxRunDurationSeconds", "Maximum duration", "seconds", "Like 90 (seconds), 45m, 2h or 1d 6h. A run that takes longer is ended."
        ),
        Field("nodeCount", "Nodes", "number", "More than one needs a compute target with several machines."),
    ),
)
HISTORY = Section(
    "history",
    "History",
    "history",
    "What is kept of a run.",
    (
        Field("history.outputCollection", "Collect outputs", "flag", "No: nothing of outputs and logs is brought here from the target."),
        Field(
            "history.snapshotProject",
            "Keep the snapshot",
            "flag",
            "No: the run names no snapshot among its properties; its files travel all the same.",
        ),
        Field(
            "history.directoriesToWatch",
            "Folders to watch",
            "lines",
            "One a line. Their files are kept with the run, as those of outputs and logs are.",
        ),
    ),
)
DATA = Section(
    "data",
    "Data",
    "database",
    "What it reads and writes in datastores.",
    (
        Field("dataReferences", "Data references", "yaml", "By name: dataStoreName, mode, pathOnDataStore, pathOnCompute.", wide=True),
        Field("data", "Datasets", "yaml", "By name: dataLocation, mechanism, environmentVariableName, pathOnCompute.", wide=True),
        Field("outputData", "Output data", "yaml", "By name: outputLocation, mechanism, additionalOptions.", wide=True),
        Field("sourceDirectoryDataStore", "Datastore of the source", help="Only several machines that share their files need it."),
    ),
)
FRAMEWORK = Section(
    "framework",
    "Framework",
    "network",
    "How several processes find each other.",
    (
        Field("framework", "Framework", "choice", "What starts the script.", FRAMEWORKS),
        Field("communicator", "Communicator", "choice", "How its processes talk.", COMMUNICATORS),
        Field("mpi.processCountPerNode", "MPI processes a node", "number"),
        Field("pytorch.communicationBackend", "PyTorch backend", "choice", "", ("nccl", "gloo")),
        Field("pytorch.processCount", "PyTorch processes", "number", "Of all nodes together."),
        Field("tensorflow.workerCount", "TensorFlow workers", "number"),
        Field("tensorflow.parameterServerCount", "TensorFlow parameter servers", "number"),
        Field("spark.configuration", "Spark configuration", "map", "One KEY=VALUE a line.", wide=True),
        Field("hdi.yarnDeployMode", "YARN deploy mode", "choice", "", ("cluster", "client")),
    ),
)
CHOSEN = (SCRIPT, TARGET, ENVIRONMENT, CONTAINER, VARIABLES, DURATION, HISTORY, DATA, FRAMEWORK)


@cache
def sections() -> tuple[Section, ...]:
    """All of them; `More` holds each field of the schema that stands in no other."""
    taken = {field.path for section in CHOSEN for field in section.fields}
    rest = tuple(field for field in _of_schema(json_schema()) if field.path not in taken)
    return (*CHOSEN, Section("more", "More", "ellipsis", "Everything else that Azure ML wrote into such files.", rest))


@cache
def fields() -> dict[str, Field]:
    """By path."""
    return {field.path: field for section in sections() for field in section.fields}


def _of_schema(schema: dict[str, Any]) -> list[Field]:
    definitions = schema.get("$defs", schema.get("definitions", {}))
    return list(_walk(schema, definitions, ()))


def _walk(node: dict[str, Any], definitions: dict[str, Any], above: tuple[str, ...]):
    for name, each in node.get("properties", {}).items():
        resolved = _resolved(each, definitions)
        if resolved.get("properties") and not resolved.get("additionalProperties") and len(above) < 4:
            yield from _walk(resolved, definitions, (*above, name))
        else:
            yield _field((*above, name), each | resolved)


def _resolved(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """What a reference or the first choice that says something stands for."""
    for each in (node, *node.get("allOf", ()), *node.get("anyOf", ()), *node.get("oneOf", ())):
        if "$ref" in each:
            return definitions.get(each["$ref"].rpartition("/")[2], {})
    return next((each for each in node.get("anyOf", ()) if each.get("type") != "null"), node)


def _field(path: tuple[str, ...], node: dict[str, Any]) -> Field:
    kinds = {"boolean": "flag", "integer": "number", "number": "number", "object": "yaml", "array": "yaml"}
    kind = kinds.get(str(node.get("type")), "text")
    return Field(".".join(path), ".".join(path), kind, node.get("description", ""), wide=kind == "yaml")
